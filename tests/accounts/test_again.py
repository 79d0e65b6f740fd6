"""Before masked data are shown the password is typed again, unless it was typed in the last quarter of an hour."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from civcenter.residents.actions import issue_card
from civcenter.residents.models import RevealLog
from tests import factories as make
from tests.accounts.coming_in import text
from tests.accounts.test_totp import bind, code, password, shown

pytestmark = pytest.mark.django_db
REASON = "约上门<时间>"


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture
def path(cast):
    return reverse("desk_residents:reveal_phone", args=[cast.volunteer.person.pk])


def later(time_machine, minutes):
    time_machine.move_to(timezone.now() + timedelta(minutes=minutes))


def test_a_fresh_log_in_looks_at_once_and_an_older_one_after_the_password(cast, client, path, time_machine):
    password(client, cast.manager)
    assert cast.volunteer.person.phone in text(client.post(path, {"reason": REASON}))
    later(time_machine, 16)
    answer = client.post(path, {"reason": REASON})
    assert cast.volunteer.person.phone not in text(answer) and "约上门&lt;时间&gt;" in text(answer)
    assert RevealLog.objects.count() == 1
    answer = client.post(path, {"reason": REASON, "again_password": "bu-dui-de-mima"})
    assert answer.status_code == 422 and "还能试 4 次" in text(answer)
    answer = client.post(path, {"reason": REASON, "again_password": make.PASSWORD})
    assert cast.volunteer.person.phone in text(answer)
    assert RevealLog.objects.latest("pk").reason == REASON
    later(time_machine, 14)
    assert cast.volunteer.person.phone in text(client.post(path, {"reason": REASON}))


def test_the_same_holds_on_a_wishs_page(cast, client, time_machine):
    wish = make.wish(cast.station)
    path = reverse("desk_orders:reveal", args=[wish.pk])
    password(client, cast.manager)
    later(time_machine, 16)
    answer = client.post(path, {"words": REASON})
    assert wish.phone not in text(answer) and "再输一次密码" in text(answer)
    assert wish.phone in text(client.post(path, {"words": REASON, "again_password": make.PASSWORD}))


def test_a_pin_is_typed_anew_and_stands_in_no_page(cast, client, time_machine):
    card = issue_card(cast.volunteer.person, by=cast.manager, at=timezone.now())
    path = reverse("desk_residents:card", args=[card.pk])
    password(client, cast.manager)
    later(time_machine, 16)
    pin = {"pin": "8806", "pin_again": "8806"}
    assert "8806" not in text(client.post(path, pin))
    assert client.post(path, {"again_password": make.PASSWORD}).status_code == 200
    assert client.post(path, pin).status_code == 302


def test_wrong_passwords_lock_as_they_do_at_the_door(cast, client, path, time_machine):
    password(client, cast.manager)
    later(time_machine, 16)
    typed = {"reason": REASON, "again_password": "bu-dui-de-mima"}
    assert [client.post(path, typed).status_code for _ in range(6)][-1] == 429
    typed["again_password"] = make.PASSWORD
    assert client.post(path, typed).status_code == 429
    assert not RevealLog.objects.exists()


def test_with_codes_on_the_code_is_asked_too(cast, client, path, time_machine, settings):
    settings.CIV_STAFF_TOTP = True
    device = bind(cast.manager)
    password(client, cast.manager), code(client, device)
    later(time_machine, 16)
    typed = {"reason": REASON, "again_password": make.PASSWORD}
    assert client.post(path, typed).status_code == 422
    used = shown(device.secret, timezone.now() - timedelta(minutes=16))
    assert client.post(path, {**typed, "again_code": used}).status_code == 409
    answer = client.post(path, {**typed, "again_code": shown(device.secret, timezone.now())})
    assert cast.volunteer.person.phone in text(answer)
