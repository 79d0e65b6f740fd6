"""The caps of every SMS, at sending: one a phone in 60 seconds, five an hour, ten a day, and so many for everybody."""

from datetime import timedelta

import pytest
from django.db.models import Min

from civcenter.accounts.actions import send_code
from civcenter.kit.errors import LimitReached
from civcenter.notices import limits, sending
from civcenter.notices.actions import tell
from civcenter.notices.models import Notice
from tests import factories as make

pytestmark = pytest.mark.django_db
PHONE = "19000000001"
SECOND = timedelta(seconds=1)


class Carrier:
    """Takes every message and remembers when."""

    delivers = True

    def __init__(self):
        self.at, self.sent = make.NOW, []

    def send(self, phone, words, ref):
        self.sent.append((self.at, phone))


def say(n, phone=PHONE, at=make.NOW):
    tell(source=f"s{n}", text="您点的单有消息了", phone=phone, kind="receipt", at=at)


def run(carrier, at):
    """Everything that is due at a moment; returns how many went out."""
    before, carrier.at = len(carrier.sent), at
    while sending.send_next(carrier, clock=lambda: at):
        pass
    return len(carrier.sent) - before


def test_the_second_message_to_a_phone_waits_a_minute_to_the_second():
    carrier = Carrier()
    say(1), say(2)
    assert run(carrier, make.NOW) == 1
    assert run(carrier, make.NOW + 59 * SECOND) == 0
    assert run(carrier, make.NOW + 60 * SECOND) == 1


def test_of_twelve_messages_five_go_in_an_hour_ten_in_a_day_and_none_is_lost():
    carrier = Carrier()
    for n in range(12):
        say(n)
    at = make.NOW
    while at:
        run(carrier, at)
        at = Notice.objects.exclude(state="sent").aggregate(next=Min("due_at"))["next"]
    hours = [int((at - make.NOW) / timedelta(hours=1)) for at, _ in carrier.sent]
    assert hours == [0] * 5 + [1] * 5 + [24] * 2
    assert not Notice.objects.exclude(state="sent").exists()


def test_messages_to_others_do_not_wait():
    carrier = Carrier()
    for n in range(5):
        say(n, phone=f"1900000000{n}")
    assert run(carrier, make.NOW) == 5


def test_a_message_waits_for_a_code_that_was_just_asked_for():
    carrier = Carrier()
    say(1)
    send_code(PHONE, "mine", make.NOW)
    assert run(carrier, make.NOW) == 1
    assert Notice.objects.get(kind="code").state == "sent"
    assert Notice.objects.get(kind="receipt").state == "pending"


def test_a_code_is_not_asked_for_within_a_minute_of_a_message():
    carrier = Carrier()
    say(1)
    run(carrier, make.NOW)
    with pytest.raises(LimitReached, match=r"1 秒"):
        send_code(PHONE, "mine", make.NOW + 59 * SECOND)
    send_code(PHONE, "mine", make.NOW + 60 * SECOND)


def test_when_the_day_is_full_the_rest_waits_for_midnight(settings):
    settings.CIV_SMS_A_DAY = 3
    carrier = Carrier()
    for n in range(5):
        say(n, phone=f"1900000000{n}")
    assert run(carrier, make.NOW) == 3
    with pytest.raises(LimitReached, match="发完"):
        send_code("19000000009", "mine", make.NOW)
    midnight = limits.midnight(make.NOW) + timedelta(days=1)
    assert run(carrier, midnight - SECOND) == 0
    assert run(carrier, midnight) == 2


def test_a_relay_that_comes_late_marks_its_own_attempt_and_no_other():
    """It slept until staff had the message tried again: what it learns is not about the new attempt."""
    say(1)
    late = sending.lease(at=make.NOW)
    later = make.NOW + timedelta(hours=1)
    sending.give_up_lost(at=later)
    Notice.objects.update(state="pending", due_at=later)
    fresh = sending.lease(at=later)
    assert (late.attempts, fresh.attempts) == (1, 2)
    sending.mark(late, state="failed", fault="忙", at=later)
    assert Notice.objects.get().state == "leased"
    sending.mark(fresh, state="sent", at=later)
    assert Notice.objects.get().state == "sent"
