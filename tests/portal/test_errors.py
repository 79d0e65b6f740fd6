"""Error pages: one true sentence, one way out, even where nothing else works."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory

WAYS = {
    "400.html": "没看懂您交来的东西",
    "403.html": "这一页不归您看",
    "403_csrf.html": "请再交一次",
    "404.html": "没有这个页面",
    "409.html": "这单刚被别人接满了",
    "429.html": "点得太快了",
    "500.html": "不是您的错",
}


@pytest.mark.parametrize("elder", [False, True])
@pytest.mark.parametrize(("name", "words"), WAYS.items())
def test_error_page_says_what_is_true_and_leads_home(name, words, elder):
    request = RequestFactory().get("/", headers={"cookie": "civ_elder=1"} if elder else {})
    request.user = AnonymousUser()
    context = {"sentence": "这单刚被别人接满了。", "back": "/hall/", "exception": "没有这项职责。"}
    page = render_to_string(name, context, request)
    assert words in page and 'href="/"' in page
    assert name not in ("409.html",) or 'href="/hall/"' in page


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_page_for_when_nothing_works_needs_no_request_and_no_database(name):
    assert WAYS[name] in render_to_string(name)


def test_refusal_names_the_reason():
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    page = render_to_string("403.html", {"exception": "您管的是北庄村。要看镇上的，请镇所给您开。"}, request)
    assert "您管的是北庄村" in page


def test_stale_page_is_answered_with_a_sentence(client):
    client.handler.enforce_csrf_checks = True
    page = client.post("/elder/on/")
    assert page.status_code == 403 and "请再交一次" in page.content.decode()
