"""The suite's ground: who the database takes us for, and the rules every county starts with."""

import os

import pytest
from django.conf import settings
from django.core.management.commands import flush
from django.db import connection
from django.test import Client
from django.test.testcases import QuietWSGIRequestHandler
from playwright.sync_api import sync_playwright

from civcenter.rules.seed import seed
from tests import browser


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Once the owner has made and migrated the test database, every connection works as the app role.

    The rules are there from the start, and again after each flush, which leaves Django's own permissions alone:
    with neither has a test anything to do.
    """
    options = connection.settings_dict["OPTIONS"]
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        connection.close()
        options["assume_role"] = settings.APP_ROLE
        seed()
        patch.setattr(flush, "emit_post_migrate_signal", lambda *_, **__: seed())
        with django_db_blocker.block():
            yield
        del options["assume_role"]
        connection.close()


# A live answer leaves in two pieces; with Nagle's algorithm the second waits 40 ms for the first to be acknowledged.
QuietWSGIRequestHandler.disable_nagle_algorithm = True


def pytest_collection_modifyitems(items):
    """What takes minutes starts first, half of it with each of two workers, and runs beside the rest, not after it."""
    long = [item for item in items if item.get_closest_marker("long")]
    short = [item for item in items if not item.get_closest_marker("long")]
    middle = len(short) // 2
    items[:] = [*long[::2], *short[:middle], *long[1::2], *short[middle:]]


@pytest.fixture
def seeded(request):
    """The database with the rules every county starts with, of the kind that the test asked for."""
    request.getfixturevalue("transactional_db" if _transactional(request) else "db")


def _transactional(request):
    marker = request.node.get_closest_marker("django_db")
    asked = {"transactional_db", "live_server"} & set(request.fixturenames)
    return bool(asked or (marker and marker.kwargs.get("transaction")))


@pytest.fixture
def client_of():
    """A function that makes another browser, logged in as somebody or as nobody."""

    def fresh(user=None):
        client = Client()
        if user:
            client.force_login(user)
        return client

    return fresh


@pytest.fixture(scope="session")
def chrome():
    """One Chromium for the session. Playwright keeps a loop in this thread, which Django would refuse."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browser.chromium(), args=browser.FLAGS)
        yield started
        started.close()


@pytest.fixture
def open_browser(chrome, live_server):
    """A function that opens a fresh browser profile on the live server: `open_browser(browser.PHONE)`."""
    opened = []

    def fresh(kind=browser.PHONE):
        context = chrome.new_context(base_url=live_server.url, locale="zh-CN", **kind)
        context.set_default_timeout(10_000)
        opened.append(context)
        return browser.watch(context.new_page())

    yield fresh
    for context in opened:
        context.close()


@pytest.fixture
def phone_page(open_browser):
    """A phone of 390 px."""
    return open_browser(browser.PHONE)


@pytest.fixture
def desk_page(open_browser):
    """A desk screen of 1280 px."""
    return open_browser(browser.DESK)
