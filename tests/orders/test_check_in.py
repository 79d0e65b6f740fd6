"""Coming and going: the rotating code to the second, who sees what, and what it proves of the hours."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from civcenter.accounts.models import PhoneCode
from civcenter.kit.errors import RuleBroken
from civcenter.notices.models import Notice
from incentives.models import Entry
from orders.actions import checkins, claims, orders, safety, sweep, wishes
from orders.flow import Proof
from orders.hands import Bearer
from orders.models import Claim
from tests import factories as make
from tests.trust.threads import at_once, kinds
from volunteers import rotating
from volunteers.models import CheckIn, ServiceRecord, Volunteer

pytestmark = pytest.mark.django_db
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
COME = make.NOW.replace(second=0) + HOUR
LEAVE = COME + 2 * HOUR


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture
def order(cast):
    return make.in_hall(cast, needed=3)


@pytest.fixture
def claim(cast, order):
    return make.taken(cast, order)


def resident(order, proof=Proof.SMS, browser="hers", user=None, wish=None):
    wish = wish or order.wishes.first()
    return wish, Bearer(wish.pk, proof, browser=browser, phone_key=wish.phone_key, user=user)


def her_code(order, at, **changes):
    wish, hand = resident(order, **changes)
    wish.order = order
    return rotating.read(checkins.code_of_wish(wish, hand, at))


def station_code(order, user, at, browser="desk"):
    return rotating.read(checkins.code_of_station(order, user, browser, at))


def scan(who, shown, kind, at, browser="his"):
    return checkins.scan(shown, volunteer=who, kind=kind, by=who.person.user, at=at, browser=browser)


def both(who, order, showing):
    """In at COME and out at LEAVE by the code that `showing(at)` gives."""
    scan(who, showing(COME), "in", COME)
    return scan(who, showing(LEAVE), "out", LEAVE)


def close(order, by=None, confirms=True):
    orders.serve(order, by=by or order.claims.first().volunteer.person.user, at=LEAVE + HOUR)
    if confirms:
        wish = order.wishes.get()
        wishes.confirm(wish, by=Bearer(wish.pk, Proof.COOKIE), at=LEAVE + 2 * HOUR, stars=5)
    else:
        sweep.sweep(LEAVE + timedelta(days=9))
    return ServiceRecord.objects.get()


@pytest.mark.parametrize(("age", "good"), [(0, True), (29, True), (31, True), (59, True), (61, False), (-31, False)])
def test_a_code_lives_through_the_next_step_and_no_longer(cast, order, claim, age, good):
    shown = her_code(order, COME)
    if good:
        assert scan(cast.volunteer, shown, "in", COME + age * SECOND).kind == "in"
    else:
        with pytest.raises(RuleBroken, match="过期"):
            scan(cast.volunteer, shown, "in", COME + age * SECOND)
        assert CheckIn.objects.count() == 0


def test_a_forged_code_says_nothing(order):
    wish, hand = resident(order)
    wish.order = order
    word = checkins.code_of_wish(wish, hand, COME)
    assert rotating.read(word[:-1]) is None and rotating.read("x") is None
    assert rotating.read(word).subject == f"order:{order.pk}:1"


def test_another_orders_or_rounds_code_is_refused(cast, order, claim):
    other = make.in_hall(cast)
    with pytest.raises(RuleBroken, match="没有您"):
        scan(cast.volunteer, her_code(other, COME), "in", COME)
    shown = her_code(order, COME)
    later = rotating.Shown(f"order:{order.pk}:2", shown.shown_by, shown.mark, shown.step)
    with pytest.raises(RuleBroken, match="没有您"):
        scan(cast.volunteer, later, "in", COME)


def test_the_same_code_serves_two_and_answers_each_once(cast, order, claim):
    second = make.volunteer(name="王志愿")
    make.taken(cast, order, by=second)
    shown = her_code(order, COME)
    first = scan(cast.volunteer, shown, "in", COME)
    assert scan(cast.volunteer, shown, "in", COME + 5 * SECOND) == first
    assert scan(second, shown, "in", COME).pk != first.pk
    claim.refresh_from_db()
    assert (claim.status, claim.started_at, CheckIn.objects.count()) == ("arrived", COME, 2)


def test_out_by_code_finishes_with_the_minutes_between(cast, order, claim):
    both(cast.volunteer, order, lambda at: her_code(order, at))
    claim.refresh_from_db()
    assert (claim.status, claim.started_at, claim.ended_at) == ("done", COME, LEAVE)


def test_out_before_in_is_refused(cast, order, claim):
    with pytest.raises(RuleBroken, match="先点“到了”"):
        scan(cast.volunteer, her_code(order, COME), "out", COME)


def test_her_phone_at_both_ends_is_two_sided_and_pays_once_she_answers(cast, order, claim):
    both(cast.volunteer, order, lambda at: her_code(order, at))
    record = close(order)
    assert (record.evidence, record.status, record.vouched_how, record.minutes) == ("A", "final", "resident", 120)
    assert Entry.objects.count() == 1


def test_her_phone_at_both_ends_and_her_silence_wait_for_the_station(cast, order, claim):
    both(cast.volunteer, order, lambda at: her_code(order, at))
    record = close(order, confirms=False)
    assert (record.evidence, record.status, Entry.objects.count()) == ("A", "noted", 0)


def test_the_stations_code_is_a_leaders_proof_but_somebody_still_agrees(cast, order, claim):
    both(cast.volunteer, order, lambda at: station_code(order, cast.manager, at))
    record = close(order)
    assert (record.evidence, record.status) == ("B", "noted")


def test_one_end_alone_proves_nothing(cast, order, claim):
    scan(cast.volunteer, her_code(order, COME), "in", COME)
    claims.finish(claim, by=cast.volunteer.person.user, at=LEAVE, started_at=COME, ended_at=LEAVE)
    assert close(order).evidence == "C"


def test_hours_beyond_what_was_seen_are_ones_own_word(cast, order, claim):
    """Pressed 到了 at nine, scanned at half past: the half hour before the scan was seen by nobody."""
    claims.arrive(claim, by=cast.volunteer.person.user, at=COME)
    scan(cast.volunteer, her_code(order, COME + HOUR / 2), "in", COME + HOUR / 2)
    scan(cast.volunteer, her_code(order, LEAVE), "out", LEAVE)
    assert close(order).evidence == "C"


def test_resident_and_unit_together_are_two_sided(cast, order, claim):
    claims.arrive(claim, by=cast.volunteer.person.user, at=COME)
    orders.serve(order, by=cast.manager, at=LEAVE, done=[(claim, COME, LEAVE)])
    wish, hand = resident(order)
    wishes.confirm(wish, by=hand, at=LEAVE + HOUR, stars=5)
    assert ServiceRecord.objects.get().evidence == "A"


def test_roll_call_is_a_leaders_proof_and_agrees_the_minutes(cast, order, claim):
    assert checkins.call_roll(order, by=cast.manager, at=COME, came=[claim]) == 1
    assert checkins.call_roll(order, by=cast.manager, at=COME, came=[claim]) == 0
    assert checkins.call_roll(order, by=cast.manager, at=LEAVE, gone=[claim]) == 1
    record = close(order)
    assert (record.evidence, record.status, record.vouched_how) == ("B", "final", "unit")


@pytest.mark.parametrize("who", ["neighbour", "office", "volunteer"])
def test_only_the_unit_calls_the_roll(cast, order, claim, who):
    by = cast.volunteer.person.user if who == "volunteer" else getattr(cast, who)
    with pytest.raises(RuleBroken, match="点名"):
        checkins.call_roll(order, by=by, at=COME, came=[claim])


# Nobody is two sides alone


def alone(cast, order, showing, browser="his"):
    scan(cast.volunteer, showing(COME), "in", COME, browser)
    scan(cast.volunteer, showing(LEAVE), "out", LEAVE, browser)
    record = close(order, confirms=False)
    assert (record.evidence, record.status, Entry.objects.count()) == ("C", "noted", 0)


def proved(who, browser):
    moments = {"created_at": make.NOW, "expires_at": make.NOW, "used_at": make.NOW}
    PhoneCode.objects.create(phone_key=who, browser=browser, code_hash="x", **moments)


def test_a_code_scanned_by_the_device_that_shows_it(cast, order, claim):
    alone(cast, order, lambda at: her_code(order, at, browser="his"))


def test_a_code_shown_in_a_browser_where_he_proved_his_phone(cast, order, claim):
    proved(cast.volunteer.person.phone_key, "hers")
    alone(cast, order, lambda at: her_code(order, at))


def test_a_code_of_a_wish_whose_phone_was_proved_where_his_was(cast, order, claim):
    proved(cast.volunteer.person.phone_key, "third")
    proved(order.wishes.get().phone_key, "third")
    alone(cast, order, lambda at: her_code(order, at))


def test_a_code_shown_by_a_cookie_or_slip(cast, order, claim):
    """Anybody can type a wish with a strange number on a second phone."""
    alone(cast, order, lambda at: her_code(order, at, proof=Proof.COOKIE))


def test_a_code_shown_under_his_own_log_in(cast, order, claim):
    alone(cast, order, lambda at: her_code(order, at, user=cast.volunteer.person.user))


def test_a_managers_own_screen_for_himself(cast, order, claim):
    person = cast.volunteer.person
    make.holds_a_post(person, cast.manager)
    who = Volunteer.objects.get(pk=cast.volunteer.pk)
    scan(who, station_code(order, cast.manager, COME), "in", COME)
    scan(who, station_code(order, cast.manager, LEAVE), "out", LEAVE)
    with pytest.raises(RuleBroken, match="请别人"):
        checkins.call_roll(order, by=cast.manager, at=LEAVE, came=[claim])
    assert close(order, by=person.user).evidence == "C"


def test_a_wish_of_his_own_put_into_the_order_shows_no_code_for_him(cast, order, claim):
    own = make.wish(cast.station, phone=cast.volunteer.person.phone)
    wishes.merge(own, order=order, by=cast.office, at=make.NOW)
    own.refresh_from_db()
    scan(cast.volunteer, her_code(order, COME, wish=own), "in", COME)
    assert CheckIn.objects.get().how == "self"


def test_a_scan_by_another_log_in(cast, order, claim):
    with pytest.raises(RuleBroken, match="本人"):
        checkins.scan(her_code(order, COME), volunteer=cast.volunteer, kind="in", by=cast.manager, at=COME, browser="b")


def test_check_ins_are_never_changed(cast, order, claim):
    row = scan(cast.volunteer, her_code(order, COME), "in", COME)
    for change in (lambda: CheckIn.objects.filter(pk=row.pk).update(how="resident"), row.delete):
        with pytest.raises(Exception, match=r"denied|Cannot"), transaction.atomic():
            change()
    with pytest.raises(IntegrityError), transaction.atomic():
        CheckIn.objects.create(source=row.source, volunteer=row.volunteer, kind="in", how=row.how, at=LEAVE, by=row.by)


# Forgotten, and not yet home


def test_who_forgot_to_check_out_is_asked_once(cast, order, claim):
    claims.arrive(claim, by=cast.volunteer.person.user, at=COME)
    asked = Notice.objects.filter(source__startswith="forgot:")
    sweep.sweep(order.ends_at + 29 * timedelta(minutes=1))
    assert asked.count() == 0
    for _ in range(2):
        sweep.sweep(order.ends_at + 30 * timedelta(minutes=1))
    assert asked.get().user_id == cast.volunteer.person.user.pk


@pytest.mark.parametrize(("ends", "asked"), [(9, False), (11, True), (16, True)])
def test_a_service_that_ends_at_eight_in_the_evening_asks_for_home(cast, ends, asked):
    made = make.order(cast, starts_at=make.NOW + 8 * HOUR, ends_at=make.NOW + ends * HOUR)
    assert made.needs_home_safe is asked


def test_who_does_not_say_that_he_is_home_is_told_to_the_unit_once(cast):
    order = make.in_hall(cast, needs_home_safe=True)
    claim = make.taken(cast, order)
    user = cast.volunteer.person.user
    with pytest.raises(RuleBroken, match="做完了"):
        safety.home(claim, by=user, at=COME)
    claims.arrive(claim, by=user, at=COME)
    claims.finish(claim, by=user, at=LEAVE, started_at=COME, ended_at=LEAVE)
    told = Notice.objects.filter(source__startswith="not_home:")
    sweep.sweep(LEAVE + 59 * timedelta(minutes=1))
    assert told.count() == 0 and safety.not_home(LEAVE + HOUR).get() == claim
    for _ in range(2):
        sweep.sweep(LEAVE + HOUR)
    assert told.get().user_id == cast.manager.pk
    for _ in range(2):
        safety.home(claim, by=user, at=LEAVE + HOUR)
    assert not safety.not_home(LEAVE + HOUR).exists()


@pytest.mark.django_db(transaction=True)
def test_sixty_four_scans_at_once_are_one_row(cast, order, claim):
    shown = her_code(order, COME)
    who = cast.volunteer
    answers = at_once(64, lambda _: scan(Volunteer.objects.get(pk=who.pk), shown, "in", COME).pk)
    assert kinds(answers) == {"ok": 64} and len(set(answers)) == 1
    assert CheckIn.objects.count() == 1
    assert Claim.objects.get().events.filter(step="arrive").count() == 1
