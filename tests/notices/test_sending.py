"""The relay's work: lease, send, mark; what fails is tried again with patience, what is unsure never by itself."""

import logging
from datetime import timedelta

import pytest

from civcenter.kit.errors import OutOfTurn
from civcenter.notices import actions, sending
from civcenter.notices.actions import tell
from civcenter.notices.adapters import Console, Hopeless, Refused
from civcenter.notices.models import Notice
from tests import factories as make

pytestmark = pytest.mark.django_db
PHONE, TEXT = "19000000001", "您点的单收到了"


class Carrier:
    """A carrier that answers as it is told to, and remembers what it was given."""

    delivers = True

    def __init__(self, *answers):
        self.answers, self.sent = list(answers), []

    def send(self, phone, words, ref):
        self.sent.append((phone, words, ref))
        answer = self.answers.pop(0) if self.answers else None
        if answer:
            raise answer


def write(n=1, at=make.NOW, **more):
    tell(**{"source": f"s{n}", "text": TEXT, "phone": f"1900000{n:04d}", "at": at, **more})
    return Notice.objects.order_by("pk").last()


def turn(carrier, at=make.NOW):
    return sending.send_next(carrier, clock=lambda: at)


def state(notice):
    notice.refresh_from_db()
    return notice.state


def test_a_due_message_goes_out_once():
    notice, carrier = write(), Carrier()
    assert turn(carrier) and not turn(carrier)
    assert carrier.sent == [("19000000001", TEXT, f"{notice.pk}-1")]
    assert state(notice) == "sent" and notice.attempts == 1 and notice.sent_at == make.NOW


def test_the_same_source_is_told_once():
    write(), write()
    assert Notice.objects.count() == 1


def test_a_link_goes_out_with_the_address_of_the_house(settings):
    settings.CIV_SITE = "https://wm.example.gov.cn"
    write(link="/wish/123/")
    carrier = Carrier()
    turn(carrier)
    assert carrier.sent[0][1] == f"{TEXT}https://wm.example.gov.cn/wish/123/"


def test_a_strangers_phone_gets_receipt_and_result_only():
    write(kind="step", verified=False)
    assert not Notice.objects.exists()
    write(kind="receipt", verified=False), write(2, kind="result", verified=False)
    assert Notice.objects.count() == 2


def test_a_refused_message_waits_longer_each_time_and_then_dies():
    notice, at = write(), make.NOW
    waits = []
    for _ in range(5):
        turn(Carrier(Refused("busy")), at)
        assert state(notice) in ("failed", "dead")
        waits.append((notice.due_at - at).total_seconds())
        at = max(notice.due_at, at + timedelta(hours=2))
    assert waits[:4] == [30, 120, 600, 3600] and notice.state == "dead"
    assert not turn(Carrier(), at + timedelta(days=1))


def test_a_hopeless_message_dies_at_once():
    notice = write()
    turn(Carrier(Hopeless("no such number")))
    assert state(notice) == "dead" and notice.fault == "no such number"


def test_a_message_of_unknown_fate_is_never_sent_again_by_itself():
    notice, carrier = write(), Carrier(TimeoutError())
    turn(carrier)
    assert state(notice) == "unsure" and not turn(carrier, make.NOW + timedelta(days=1))
    assert len(carrier.sent) == 1


def test_the_attempt_is_written_down_before_it_is_made():
    notice, seen = write(), []

    class Looking(Carrier):
        def send(self, *args):
            row = Notice.objects.get(pk=notice.pk)
            seen.append((row.state, row.attempts, row.attempted_at))

    turn(Looking())
    assert seen == [("leased", 1, make.NOW)]


def test_what_a_dead_relay_left_is_shown_and_not_sent():
    notice = write()
    assert sending.lease(at=make.NOW).pk == notice.pk
    later = make.NOW + sending.LEASE
    assert sending.give_up_lost(at=later - timedelta(seconds=1)) == 0
    assert sending.give_up_lost(at=later) == 1
    assert state(notice) == "unsure" and not turn(Carrier(), later)
    assert list(Notice.objects.stranded()) == [notice]


def test_a_slow_relay_still_marks_its_own_attempt():
    notice = write()
    leased = sending.lease(at=make.NOW)
    sending.give_up_lost(at=make.NOW + sending.LEASE)
    sending.mark(leased, state="sent", at=make.NOW + sending.LEASE)
    assert state(notice) == "sent"


def test_codes_go_first_and_die_when_too_old():
    write(1), write(2, kind="code")
    carrier = Carrier()
    turn(carrier)
    assert carrier.sent[0][0] == "19000000002"
    old = write(3, kind="code")
    turn(carrier, make.NOW + timedelta(minutes=5)), turn(carrier, make.NOW + timedelta(minutes=5))
    assert state(old) == "dead" and old.fault == "验证码已过期"
    assert old not in Notice.objects.stranded()


def test_a_code_is_blanked_once_sent(settings):
    settings.CIV_DEMO = False
    notice = write(kind="code", text="验证码 123456")
    turn(Carrier())
    notice.refresh_from_db()
    assert "123456" not in notice.text


def test_a_stuck_message_can_be_sent_again_by_hand_with_a_new_ref():
    notice, carrier = write(), Carrier(TimeoutError())
    turn(carrier)
    actions.send_again(notice, at=make.NOW + timedelta(hours=1))
    turn(carrier, make.NOW + timedelta(hours=1))
    assert state(notice) == "sent" and [ref for *_, ref in carrier.sent] == [f"{notice.pk}-1", f"{notice.pk}-2"]
    with pytest.raises(OutOfTurn):
        actions.send_again(notice, at=make.NOW)


def test_logs_and_names_carry_neither_phone_nor_words(caplog):
    with caplog.at_level(logging.DEBUG):
        notice = write()
        turn(Console())
        write(2)
        turn(Carrier(Refused("busy")))
    assert PHONE not in caplog.text and TEXT not in caplog.text and "190****0001" in caplog.text
    assert PHONE not in str(notice) + repr(notice)


def test_inbox_rows_are_there_at_once_and_sent_by_nobody():
    user = make.phone_user(PHONE)
    tell(source="x", text=TEXT, user=user, at=make.NOW)
    assert Notice.objects.inbox_of(user).count() == 1 and not turn(Carrier())
