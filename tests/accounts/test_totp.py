"""Staff show a code of their phone after the password; without it there is no staff page, admin or session API."""

import logging
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django_otp.oath import TOTP

from civcenter.accounts import actions, totp
from civcenter.accounts.actions import cut_key
from civcenter.accounts.models import TotpDevice, User
from civcenter.accounts.roles import Role
from civcenter.kit.errors import LimitReached, RuleBroken
from civcenter.notices.models import Notice
from tests import factories as make
from tests.accounts.coming_in import come_in, text

pytestmark = pytest.mark.django_db
HALF_MINUTE = timedelta(seconds=totp.STEP)
STAFF_PAGES = (
    "/desk/",
    reverse_lazy("desk_orders:today"),
    "/desk/wishes/",
    "/desk/account/",
    "/desk/notices/",
    "/admin/",
)


@pytest.fixture
def cast(settings):
    settings.CIV_STAFF_TOTP = True
    made = make.cast()
    made.sysadmin = make.staff("li", Role.SYSADMIN, make.COUNTY)
    User.objects.filter(pk=made.sysadmin.pk).update(is_staff=True)
    return made


def shown(secret, at):
    """What the phone shows at a moment."""
    clock = TOTP(totp.base64.b32decode(secret))
    clock.time = at.timestamp()
    return f"{clock.token():06d}"


def bind(user, at=make.NOW):
    """Bind a phone; the code used is that of an hour ago, so that today's are fresh."""
    secret, before = totp.new_secret(), at - timedelta(hours=1)
    return actions.bind_totp(user, secret=secret, code=shown(secret, before), at=before)


def password(client, user, **more):
    return client.post(reverse("accounts:login"), {"username": user.username, "password": make.PASSWORD, **more})


def code(client, device, at=None, name="totp", **more):
    return client.post(reverse(f"accounts:{name}"), {"code": shown(device.secret, at or timezone.now()), **more})


def is_in(client):
    return client.get("/desk/account/").status_code == 200


def test_a_first_log_in_binds_the_phone_and_goes_on_where_it_was_going(cast, client):
    answer = password(client, cast.manager, next="/desk/wishes/")
    answer = client.get(answer.url, follow=True)
    assert answer.redirect_chain[-1][0].startswith(reverse("accounts:totp_new"))
    page = text(answer)
    secret = answer.context["secret"].replace(" ", "")
    assert "<svg" in page and answer.context["secret"] in page and len(secret) == 32
    assert not is_in(client) and not TotpDevice.objects.exists()
    wrong = {"code": "000000" if shown(secret, timezone.now()) != "000000" else "000001", "next": "/desk/wishes/"}
    assert client.post(reverse("accounts:totp_new"), wrong).status_code == 409
    assert client.get(reverse("accounts:totp_new")).context["secret"].replace(" ", "") == secret
    right = {"code": shown(secret, timezone.now()), "next": "/desk/wishes/"}
    assert client.post(reverse("accounts:totp_new"), right).url == "/desk/wishes/"
    assert is_in(client)
    device = TotpDevice.objects.get(user=cast.manager)
    assert device.secret == secret
    raw = TotpDevice.objects.extra(select={"sealed": "secret || ''"}).values_list("sealed", flat=True).get()
    assert secret not in raw


def test_who_bound_a_phone_shows_its_code(cast, client):
    device = bind(cast.manager)
    password(client, cast.manager, next="/desk/wishes/")
    assert client.get(reverse("accounts:totp_new")).url == reverse("accounts:totp")
    assert not is_in(client)
    assert code(client, device, next="/desk/wishes/").url == "/desk/wishes/"
    assert is_in(client)


def test_without_the_code_there_is_no_staff_page_no_admin_and_no_session_api(cast, client, client_of):
    bind(cast.manager), bind(cast.sysadmin)
    for user in (cast.manager, cast.sysadmin):
        password(client, user)
        for page in STAFF_PAGES:
            assert client.get(page).url.startswith(("/login/", "/admin/login/")), page
        assert client.get("/api/v1/wishes/").status_code in (401, 403)
        forced = client_of(user)  # a session that got in some other way
        assert forced.get("/desk/account/").url.startswith("/login/")
        assert client_of(user).get("/api/v1/wishes/").status_code in (401, 403)
        assert client_of(user).post(reverse("desk_notices:read_all")).url.startswith("/login/")


def test_programs_and_residents_are_not_asked(cast, client, settings):
    key = cut_key(cast.manager, days=1, at=timezone.now())
    assert client.get("/api/v1/wishes/", headers={"Authorization": f"Token {key}"}).status_code == 200
    settings.CIV_DEMO = True  # the code is read from the outbox
    come_in(client, cast.volunteer.person.phone)
    assert client.get(reverse("accounts:me")).status_code == 200


def test_switched_off_nobody_is_asked(cast, client, settings):
    settings.CIV_STAFF_TOTP = False
    bind(cast.manager)
    assert password(client, cast.manager).url == "/desk/"
    assert is_in(client)


def test_a_code_is_let_in_once_and_none_older(cast):
    device, at = bind(cast.manager), make.NOW
    assert actions.check_totp(cast.manager, code=shown(device.secret, at), at=at) == device
    for moment in (at, at - HALF_MINUTE):
        with pytest.raises(RuleBroken):
            actions.check_totp(cast.manager, code=shown(device.secret, moment), at=at)
    later = at + HALF_MINUTE
    assert actions.check_totp(cast.manager, code=shown(device.secret, later), at=later)


def test_the_code_that_bound_the_phone_is_used_up(cast):
    device = bind(cast.manager, at=make.NOW)
    at = make.NOW - timedelta(hours=1)
    with pytest.raises(RuleBroken, match="用过了"):
        actions.check_totp(cast.manager, code=shown(device.secret, at), at=at)


def test_codes_of_the_half_minute_before_and_after_are_right_and_none_further(cast):
    device, at = bind(cast.manager), make.NOW
    for away, is_right in ((-2, False), (2, False), (-1, True), (0, True), (1, True)):
        right = shown(device.secret, at + away * HALF_MINUTE)
        assert (totp.step_of(right, device.secret, at) is not None) == is_right, away


def test_five_wrong_codes_lock_for_half_an_hour_even_for_the_right_one(cast):
    device, at = bind(cast.manager), make.NOW
    right = shown(device.secret, at)
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    for _ in range(5):
        with pytest.raises(RuleBroken, match="不对"):
            actions.check_totp(cast.manager, code=wrong, at=at)
    with pytest.raises(LimitReached, match="30 分钟"):
        actions.check_totp(cast.manager, code=right, at=at)
    free = at + timedelta(minutes=30, seconds=1)
    assert actions.check_totp(cast.manager, code=shown(device.secret, free), at=free)


def test_a_password_that_was_typed_is_forgotten_after_ten_minutes_and_when_it_changes(cast, client, time_machine):
    device = bind(cast.manager)
    password(client, cast.manager)
    time_machine.move_to(timezone.now() + timedelta(minutes=11))
    assert code(client, device).url.startswith(reverse("accounts:login"))
    password(client, cast.manager)
    actions.set_password(cast.manager, password="qita-mima-2031")
    assert code(client, device).url.startswith(reverse("accounts:login"))
    assert not is_in(client)


def test_a_lost_phone_is_reset_by_the_administrator_and_whoever_was_in_by_it_is_out(cast, client, client_of, caplog):
    thief = client_of()
    device, mine = bind(cast.manager), bind(cast.sysadmin)
    password(thief, cast.manager), code(thief, device)
    password(client, cast.sysadmin), code(client, mine)
    assert is_in(thief) and "手机丢了，重置" in text(client.get(reverse("desk_residents:staff")))
    with caplog.at_level(logging.INFO):
        client.post(reverse("desk_accounts:totp_reset", args=[cast.manager.pk]))
    assert f"user {cast.sysadmin.pk} reset the second key of user {cast.manager.pk}" in caplog.text
    assert not TotpDevice.objects.filter(user=cast.manager).exists() and not is_in(thief)
    assert Notice.objects.filter(user_id=cast.manager.pk, source__startswith="totp-reset").exists()
    answer = client.get(password(thief, cast.manager).url)
    assert answer.status_code == 302 or "绑" in text(answer)


def test_nobody_else_resets_and_not_in_another_county(cast, client_of, settings):
    settings.CIV_STAFF_TOTP = False
    make.place(make.OTHER_COUNTY, "滕州市")
    far = make.staff("far", Role.SYSADMIN, make.OTHER_COUNTY)
    bind(cast.manager)
    path = reverse("desk_accounts:totp_reset", args=[cast.manager.pk])
    assert [client_of(user).post(path).status_code for user in (cast.office, cast.manager, far)] == [403, 403, 404]
    assert TotpDevice.objects.filter(user=cast.manager).exists()


def test_the_command_resets_too(cast):
    bind(cast.manager)
    out = StringIO()
    call_command("totp_reset", "manager", stdout=out)
    call_command("totp_reset", "manager", stdout=out)
    assert "重置了" in out.getvalue() and "没有绑过" in out.getvalue()
    with pytest.raises(CommandError):
        call_command("totp_reset", "nobody")


def test_a_phone_log_in_holds_no_post_so_no_staff_page_is_behind_a_phones_code(cast):
    with pytest.raises(RuleBroken, match="工作账号"):
        actions.appoint(
            cast.volunteer.person.user, role=Role.LIAISON, division=cast.station.division, starts_on=make.NOW.date()
        )


def test_one_code_shown_twice_at_once_is_bound_once(cast):
    secret = totp.new_secret()
    actions.bind_totp(cast.manager, secret=secret, code=shown(secret, make.NOW), at=make.NOW)
    with pytest.raises(RuleBroken, match="已经绑过"):
        actions.bind_totp(cast.manager, secret=secret, code=shown(secret, make.NOW), at=make.NOW)
    assert TotpDevice.objects.count() == 1
