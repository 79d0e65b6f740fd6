"""Keys for programs, and the commands of the machine room."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import RequestFactory
from django.utils import timezone
from rest_framework.exceptions import AuthenticationFailed

from civcenter.accounts import actions
from civcenter.accounts.models import ApiToken, User
from civcenter.accounts.tokens import TokenAuthentication
from civcenter.kit.errors import RuleBroken
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    make.county()
    return make.staff("office", "office", make.COUNTY, "赵主任")


def show(key, word="Token"):
    return TokenAuthentication().authenticate(RequestFactory().get("/", HTTP_AUTHORIZATION=f"{word} {key}".strip()))


def test_a_key_opens_as_its_log_in(office):
    user, token = show(actions.cut_key(office, days=1, at=timezone.now()))
    assert user == token.user == office
    token.refresh_from_db()
    assert token.used_at


def test_only_the_hash_is_kept(office):
    key = actions.cut_key(office, days=1, at=timezone.now())
    assert key not in str(ApiToken.objects.values_list()) and len(key) >= 43


@pytest.mark.parametrize("key", ["", "falsch", "a b", "\u00ff", "' OR 1=1 --"])
def test_a_wrong_key_is_refused(office, key):
    with pytest.raises(AuthenticationFailed):
        show(key)


@pytest.mark.parametrize("header", ["", "Basic abc", "Bearer abc"])
def test_another_header_is_no_key(header):
    assert TokenAuthentication().authenticate(RequestFactory().get("/", HTTP_AUTHORIZATION=header)) is None


def test_a_key_that_ran_out_or_was_revoked_is_refused(office):
    old = actions.cut_key(office, days=1, at=timezone.now() - timedelta(days=1))
    revoked = actions.cut_key(office, days=1, at=timezone.now())
    actions.revoke_key(ApiToken.objects.latest("pk"), at=timezone.now())
    for key in (old, revoked):
        with pytest.raises(AuthenticationFailed):
            show(key)


def test_a_key_of_a_log_in_that_closed_is_refused(office):
    key = actions.cut_key(office, days=1, at=timezone.now())
    assert show(key)[0] == office
    actions.close_account(office, at=timezone.now())
    with pytest.raises(AuthenticationFailed):
        show(key)


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_key_lasts_a_year_at_most(office, days):
    with pytest.raises(RuleBroken):
        actions.cut_key(office, days=days, at=timezone.now())


def test_the_command_prints_the_key_alone(office, capsys):
    call_command("api_token", "office")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1 and show(lines[0])[0] == office
    assert ApiToken.objects.get().expires_at > timezone.now() + timedelta(days=89)


def test_the_command_finds_a_phone_log_in(capsys):
    user = make.phone_user("19000000001")
    call_command("api_token", "190 0000 0001", days=1)
    assert show(capsys.readouterr().out.strip())[0] == user


def test_the_command_says_who_is_missing():
    with pytest.raises(CommandError, match="没有这个账号"):
        call_command("api_token", "nobody")


def test_appoint_makes_an_account_and_prints_a_made_password_once(client, capsys):
    make.county()
    call_command("appoint", "office", "office", make.COUNTY, name="赵主任")
    said = capsys.readouterr().out
    password = said.split("：")[-1].strip()
    user = User.objects.get()
    assert user.check_password(password) and user.codes == {make.COUNTY}
    call_command("appoint", "office", "leader", make.COUNTY)
    assert "密码" not in capsys.readouterr().out
    assert len(User.objects.get().appointments_now) == 2


def test_appoint_prints_no_password_it_was_given(capsys, monkeypatch):
    make.county()
    call_command("appoint", "office", "office", make.COUNTY, name="赵主任", password="gegeben-2026")
    monkeypatch.setenv("CIV_PASSWORD", "aus-der-umgebung-2026")
    call_command("appoint", "leader", "leader", make.COUNTY, name="吴县长")
    assert "2026" not in capsys.readouterr().out.replace(f"{timezone.localdate()}", "")
    assert User.objects.get(username="leader").check_password("aus-der-umgebung-2026")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["u", "office", "999999"], "没有这个区划代码"),
        (["u", "office", make.TOWNSHIP], "只能任在县一级"),
        (["u", "office", make.COUNTY, "--password", "123"], "密码"),
    ],
)
def test_appoint_says_what_is_wrong_and_leaves_nothing(words, said):
    make.county()
    with pytest.raises(CommandError, match=said):
        call_command("appoint", *words, "--name", "张三")
    assert not User.objects.exists()


def test_a_new_account_needs_a_name():
    make.county()
    with pytest.raises(CommandError, match="--name"):
        call_command("appoint", "u", "office", make.COUNTY)
