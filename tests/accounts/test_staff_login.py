"""Staff come in by password: limits, sessions, where they go."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from civcenter.accounts import sessions
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    make.county()
    return make.staff("office", "office", make.COUNTY, "赵主任")


def log_in(client, password=make.PASSWORD, username="office", **more):
    return client.post(reverse("accounts:login"), {"username": username, "password": password, **more})


def text(response):
    return response.content.decode()


def later(monkeypatch, **span):
    """Let the session's clock stand some time from now."""
    then = timezone.now() + timedelta(**span)
    monkeypatch.setattr(sessions, "timezone", SimpleNamespace(now=lambda: then))


def test_the_right_password_opens_the_desk(client, office):
    answer = log_in(client)
    assert (answer.status_code, answer.url) == (302, "/desk/")


def test_a_session_gets_a_new_key_at_log_in(client, office):
    client.get(reverse("accounts:code"))
    session = client.session
    session["kept"] = 1
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    log_in(client)
    assert client.session.session_key != session.session_key
    assert not client.session.exists(session.session_key)


def test_wrong_passwords_and_unknown_names_read_the_same(client, office):
    known, unknown = text(log_in(client, "falsch")), text(log_in(client, "falsch", username="nobody1"))
    assert "账号或密码不对，还能试 4 次。" in known

    def plain(page):
        return [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line and "username" not in line]

    assert plain(known) == plain(unknown)


def test_the_sixth_try_is_refused_with_the_right_password_too(client, office):
    for _ in range(5):
        log_in(client, "falsch")
    answer = log_in(client)
    assert answer.status_code == 429
    assert "30 分钟后再来试" in text(answer) and "上一级" in text(answer)
    assert "_auth_user_id" not in client.session


def test_the_lock_is_for_one_name_from_one_address_and_ends(client, office, settings):
    make.staff("leader", "leader", make.COUNTY)
    for _ in range(5):
        log_in(client, "falsch")
    assert log_in(client, username="leader").status_code == 302
    client.logout()
    elsewhere = client.post(
        reverse("accounts:login"), {"username": "office", "password": make.PASSWORD}, REMOTE_ADDR="10.9.8.7"
    )
    assert elsewhere.status_code == 302
    client.logout()
    assert log_in(client).status_code == 429
    settings.AXES_COOLOFF_TIME = timedelta(0)
    assert log_in(client).status_code == 302


def test_trying_on_while_locked_does_not_lengthen_the_lock(client, office):
    from axes.models import AccessAttempt

    for _ in range(5):
        log_in(client, "falsch")
    locked_at = AccessAttempt.objects.get().attempt_time
    log_in(client, "falsch")
    assert AccessAttempt.objects.get().attempt_time == locked_at


GOOD = ["/desk/", "/desk/wishes/?a=1"]
BAD = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "https:/evil.example",
    "/\t/evil.example",
    "data:text/html,x",
    "evil.example",
    " //evil.example",
    "http://testserver/desk/",
    "/\n/evil.example",
]


@pytest.mark.parametrize("path", GOOD)
def test_log_in_leads_on_to_a_path_of_our_own(client, office, path):
    assert log_in(client, next=path).url == path


@pytest.mark.parametrize("path", BAD)
def test_log_in_leads_nowhere_else(client, office, path):
    assert log_in(client, next=path).url == "/desk/"


def test_a_phone_log_in_has_no_password(client):
    user = make.phone_user(make.fresh_phone())
    assert log_in(client, "!", username=user.username).status_code == 422


def test_staff_are_out_after_two_hours_idle(client, office, monkeypatch):
    log_in(client)
    later(monkeypatch, hours=1, minutes=59)
    assert client.get("/desk/password/").status_code == 200
    later(monkeypatch, hours=3, minutes=58)
    assert client.get("/desk/password/").status_code == 200
    later(monkeypatch, hours=5, minutes=58)
    assert client.get("/desk/password/").url.startswith("/login/")


def test_staff_are_out_after_twelve_hours_however_busy(client, office, monkeypatch):
    log_in(client)
    for hour in range(1, 12):
        later(monkeypatch, hours=hour)
        assert client.get("/desk/password/").status_code == 200
    later(monkeypatch, hours=12)
    assert client.get("/desk/password/").url.startswith("/login/")


def test_a_session_made_by_another_door_counts_as_staffs(client, office, monkeypatch):
    client.force_login(office)
    client.get("/desk/password/")
    later(monkeypatch, hours=2)
    assert client.get("/desk/password/").status_code == 302


def test_log_out_is_a_post_and_ends_the_session(client, office):
    log_in(client)
    key = client.session.session_key
    assert client.get(reverse("accounts:logout")).status_code == 405
    assert client.post(reverse("accounts:logout")).url == "/"
    assert not client.session.exists(key)


def test_the_admin_has_no_log_in_of_its_own(client):
    assert client.get("/admin/login/?next=/admin/").url == "/login/?next=/admin/"


def test_the_page_opens_without_any_form_faults(client):
    page = client.get(reverse("accounts:login"))
    assert page.status_code == 200 and "工作人员从这里进" in text(page)


@pytest.mark.parametrize("typed", ["", "\x00", "‮office", "𠮷" * 50, "<script>alert(1)</script>"])
def test_odd_names_get_a_sentence(client, office, typed):
    page = log_in(client, username=typed)
    assert page.status_code == 422 or (page.status_code == 302 and typed == "‮office")


def test_staff_change_their_password_and_other_sessions_end(client, office):
    from django.test import Client

    other = Client()
    log_in(client)
    log_in(other)
    asked = {"old": make.PASSWORD, "password": "xin-mima-2027", "again": "xin-mima-2027"}
    assert client.post("/desk/password/", {**asked, "old": "nein"}).status_code == 422
    assert client.post("/desk/password/", {**asked, "again": "anders"}).status_code == 422
    assert client.post("/desk/password/", {**asked, "password": "1234", "again": "1234"}).status_code == 409
    assert client.post("/desk/password/", asked).status_code == 302
    assert client.get("/desk/password/").status_code == 200
    assert other.get("/desk/password/").status_code == 302


def test_behind_our_proxy_the_lock_is_for_the_visitors_address(client, office, settings):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]

    def come(address, password=make.PASSWORD):
        typed = {"username": "office", "password": password}
        return client.post(reverse("accounts:login"), typed, headers={"X-Forwarded-For": address})

    for _ in range(5):
        come("203.0.113.9", "falsch")
    assert come("203.0.113.9").status_code == 429
    assert come("10.9.8.7").status_code == 302
