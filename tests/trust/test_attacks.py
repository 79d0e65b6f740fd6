"""An evening with each role, a second phone and no scruples: every way that brought hours, points or praise."""

from datetime import timedelta

import pytest

from civcenter.accounts.models import PhoneCode
from civcenter.kit.errors import RuleBroken
from civcenter.kit.secrets import lookup
from civcenter.residents.actions import new_person
from incentives.models import Entry
from orders import telling
from orders.actions import claims, orders, wishes
from orders.flow import Proof
from orders.hands import Bearer
from orders.models import Claim, Review, Wish
from tests import factories as make
from tests.orders.phones import fill
from volunteers.actions import note_record
from volunteers.choices import RecordStatus, VolunteerStatus
from volunteers.models import ServiceRecord, Volunteer

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
LATER = make.NOW + 4 * HOUR
SECOND = "19000077001"


@pytest.fixture
def cast():
    return make.cast()


def do_it(cast, order, hours=2, close=True):
    """The volunteer presses everything himself, from one o'clock of the test's clock on."""
    user, begin = cast.volunteer.person.user, make.NOW + HOUR
    end = begin + hours * HOUR
    claim = make.taken(cast, order)
    claims.arrive(claim, by=user, at=begin)
    claims.finish(claim, by=user, at=end, started_at=begin, ended_at=end)
    if close:
        orders.serve(order, by=user, at=end)
    order.refresh_from_db()
    return claim


def prove(phone, browser):
    PhoneCode.objects.create(
        phone_key=lookup(phone),
        browser=browser,
        code_hash="x",
        created_at=make.NOW,
        expires_at=make.NOW,
        used_at=make.NOW,
    )


def confirm(wish, proof=Proof.CODE, *, at=LATER, **hand):
    by = Bearer(wish.pk, proof, **{"phone_key": wish.phone_key, **hand})
    return wishes.confirm(wish, by=by, at=at, stars=5)


def with_second_phone(cast, **details):
    """An order made from a wish that somebody typed with the volunteer's second phone."""
    return make.in_hall(cast, asked=[make.wish(cast.station, phone=SECOND, **details)])


def record_waits():
    record = ServiceRecord.objects.get()
    assert (record.status, record.vouched_at, Entry.objects.count()) == (RecordStatus.NOTED, None, 0)


# A second phone


def test_a_wish_typed_in_the_volunteers_own_browser_does_not_vouch(cast):
    prove(cast.volunteer.person.phone, "his-own")
    order = with_second_phone(cast, browser="his-own")
    do_it(cast, order)
    confirm(order.wishes.get(), browser="another")
    record_waits()


def test_two_phones_that_one_browser_proved_are_one_hand(cast):
    for phone in (cast.volunteer.person.phone, SECOND):
        prove(phone, "his-own")
    prove(SECOND, "another")
    order = with_second_phone(cast)
    do_it(cast, order)
    confirm(order.wishes.get(), browser="another")
    record_waits()


def test_a_strangers_two_browsers_still_vouch(cast):
    prove(cast.volunteer.person.phone, "his-own")
    prove(SECOND, "hers")
    order = with_second_phone(cast, browser="hers")
    do_it(cast, order)
    confirm(order.wishes.get(), browser="hers-too")
    assert ServiceRecord.objects.get().status == RecordStatus.FINAL


def test_staff_who_enter_a_wish_do_not_vouch_for_themselves_by_its_phone(cast):
    make.holds_a_post(cast.volunteer.person, cast.manager)
    order = with_second_phone(cast, entered_by=cast.manager)
    do_it(cast, order)
    confirm(order.wishes.get(), browser="another")
    record_waits()


def test_a_cookie_in_the_browser_of_who_served_does_not_praise(cast):
    prove(cast.volunteer.person.phone, "his-own")
    order = with_second_phone(cast, browser="his-own")
    do_it(cast, order)
    for proof in (Proof.COOKIE, Proof.SLIP):
        with pytest.raises(RuleBroken):
            confirm(order.wishes.get(), proof, phone_key="", browser="his-own")
    assert not Review.objects.exists()


def test_who_runs_the_unit_does_not_praise_it_by_the_slip(cast, client_of):
    wish = make.wish(cast.station, phone="", entered_by=cast.manager)
    link = telling.slip_link(wish)
    order = make.in_hall(cast, asked=[wish])
    orders.start(order, by=cast.manager, at=make.NOW + HOUR)
    orders.serve(order, by=cast.manager, at=make.NOW + 2 * HOUR)
    desk = client_of(cast.manager)
    assert desk.get(link).status_code == 302
    key = "9f0f6d0e-0000-4000-8000-000000000001"
    desk.post(f"/wish/{wish.number}/confirm/", {"stars": "5", "key": key})
    assert not Review.objects.exists()
    paper = client_of()
    paper.get(link)
    paper.post(f"/wish/{wish.number}/confirm/", {"stars": "5", "key": key})
    assert Review.objects.get().stars == 5


# The shared phone


def test_a_second_person_of_the_phone_cannot_claim_its_wish(cast):
    user = cast.volunteer.person.user
    aunt = make.volunteer(phone=user.phone, name="李大婶")
    assert aunt.person.user == user
    order = make.in_hall(cast, asked=[make.wish(cast.station, phone=user.phone)])
    for one in (cast.volunteer, aunt):
        with pytest.raises(RuleBroken, match="您自己点的单"):
            claims.claim(order, volunteer=one, by=user, at=make.NOW)


def test_nobody_of_the_phone_confirms_what_the_other_served(cast):
    user = cast.volunteer.person.user
    order = make.in_hall(cast)
    do_it(cast, order)
    wish = order.wishes.get()
    with pytest.raises(RuleBroken):
        confirm(wish, phone_key=user.phone_key, user=user)


def test_a_strangers_person_on_record_cannot_be_taken_over(cast, client_of):
    stranger = new_person(name="王大爷", phone=make.fresh_phone(), at=make.NOW)
    client_of(cast.volunteer.person.user).post("/me/who/", {"person": stranger.pk})
    stranger.refresh_from_db()
    assert stranger.user is None


# Minutes


def test_what_a_disputed_round_stated_is_not_agreed_by_the_next(cast):
    order = make.in_hall(cast)
    do_it(cast, order)
    wish = order.wishes.get()
    hand = Bearer(wish.pk, Proof.COOKIE)
    wishes.dispute(wish, by=hand, at=LATER, words="他没来")
    orders.start(order, by=cast.manager, at=LATER)
    orders.serve(order, by=cast.manager, at=LATER + HOUR)
    confirm(order.wishes.get(), Proof.COOKIE, phone_key="", at=LATER + HOUR)
    record_waits()


def test_a_later_round_does_not_change_an_earlier_ones_minutes(cast):
    order = make.in_hall(cast)
    claim = do_it(cast, order)
    wishes.dispute(order.wishes.get(), by=Bearer(order.wishes.get().pk, Proof.COOKIE), at=LATER, words="没办好")
    orders.start(order, by=cast.manager, at=LATER)
    longer = [(claim, make.NOW, make.NOW + 4 * HOUR)]
    with pytest.raises(RuleBroken, match="上一轮"):
        orders.serve(order, by=cast.manager, at=LATER + HOUR, done=longer)


def test_who_corrects_the_minutes_answers_for_them(cast):
    order = make.in_hall(cast)
    claim = do_it(cast, order, close=False)
    Claim.objects.filter(pk=claim.pk).update(agreed_by=cast.chief)
    begin = make.NOW + HOUR
    orders.serve(order, by=cast.manager, at=LATER, done=[(claim, begin, begin + HOUR)])
    assert Claim.objects.get(pk=claim.pk).agreed_by == cast.manager


def test_the_same_hours_are_on_record_once(cast):
    """Two orders, one after the other; the second says it was done while the first was."""
    do_it(cast, make.in_hall(cast))
    order = make.in_hall(cast, starts_at=make.NOW + 5 * HOUR, ends_at=make.NOW + 7 * HOUR)
    claim = make.taken(cast, order)
    user = cast.volunteer.person.user
    claims.arrive(claim, by=user, at=make.NOW + 5 * HOUR)
    times = {"started_at": make.NOW + HOUR, "ended_at": make.NOW + 3 * HOUR}
    with pytest.raises(RuleBroken, match="已经记在"):
        claims.finish(claim, by=user, at=make.NOW + 6 * HOUR, **times)
    with pytest.raises(RuleBroken, match="已经记在"):
        orders.serve(order, by=cast.manager, at=make.NOW + 6 * HOUR, done=[(claim, *times.values())])


def test_records_of_the_same_hours_count_them_once(cast):
    """What two finishes at once let through is cut when it is put on record."""
    details = {
        "volunteer": cast.volunteer,
        "division": cast.station.division,
        "kind": make.wish(cast.station).kind,
        "title": "理发",
        "evidence": "C",
        "at": LATER,
    }
    for source, begin, end in (("a", 0, 2), ("b", 1, 3), ("c", 0, 4)):
        note_record(started_at=make.NOW + begin * HOUR, ended_at=make.NOW + end * HOUR, source=source, **details)
    assert list(ServiceRecord.objects.order_by("source").values_list("minutes", flat=True)) == [120, 60, 60]


def test_nobody_says_he_worked_before_he_took_it(cast):
    order = make.in_hall(cast)
    user, late = cast.volunteer.person.user, make.NOW + 3 * HOUR
    claim = make.taken(cast, order, at=late)
    claims.arrive(claim, by=user, at=late)
    with pytest.raises(RuleBroken, match="早于您接单"):
        claims.finish(claim, by=user, at=late + HOUR, started_at=make.NOW + HOUR, ended_at=late + HOUR)


def test_a_mended_round_does_not_begin_before_it_was_reopened(cast):
    order = make.in_hall(cast)
    do_it(cast, order)
    wishes.dispute(order.wishes.get(), by=Bearer(order.wishes.get().pk, Proof.COOKIE), at=LATER, words="没办好")
    order.refresh_from_db()
    orders.dispatch(order, unit=cast.station, volunteers=[cast.volunteer], by=cast.office, at=LATER)
    claim = order.claims.get(status="offered")
    user = cast.volunteer.person.user
    claims.accept(claim, by=user, at=LATER)
    claims.arrive(claim, by=user, at=LATER + HOUR)
    times = [(claim, make.NOW + 3 * HOUR, LATER + HOUR)]
    with pytest.raises(RuleBroken, match="早于派单"):
        orders.serve(order, by=cast.manager, at=LATER + HOUR, done=times)


def test_a_resident_does_not_vouch_for_more_than_was_planned(cast):
    order = make.in_hall(cast, ends_at=make.NOW + 2 * HOUR)
    do_it(cast, order, hours=3)
    confirm(order.wishes.get(), browser="hers")
    record_waits()


def test_a_resident_sees_the_hours_before_he_confirms(cast, client_of):
    browser = client_of()
    fill(browser, cast.station)
    order = make.in_hall(cast, asked=[Wish.objects.get()])
    do_it(cast, order)
    page = browser.get(f"/wish/{Wish.objects.get().number}/confirm/")
    assert "李师傅记的是" in page.content.decode()


# Other people's hands


def test_who_stated_the_minutes_does_not_call_back(cast):
    """The branch runs an empty station: its chief states the minutes, the volunteer presses 办结."""
    order = make.in_hall(cast)
    cast.manager.appointments.update(ends_on=make.NOW.date() - timedelta(days=1))
    claim, user, begin = make.taken(cast, order), cast.volunteer.person.user, make.NOW + HOUR
    claims.arrive(claim, by=user, at=begin)
    claims.finish(claim, by=cast.chief, at=LATER, started_at=begin, ended_at=begin + HOUR)
    orders.serve(order, by=user, at=LATER)
    with pytest.raises(RuleBroken):
        wishes.confirm(order.wishes.get(), by=cast.chief, at=LATER, stars=5, said="说好")


def test_another_wishs_link_confirms_nothing(cast, client_of):
    order = make.in_hall(cast)
    do_it(cast, order)
    wish, other = order.wishes.get(), make.wish(cast.station)
    token = telling.wish_link(other).split("/")[-2]
    phone = client_of()
    assert phone.get(f"/wish/{wish.number}/hand/{token}/").status_code == 404
    phone.get(telling.wish_link(other))
    assert phone.post(f"/wish/{wish.number}/confirm/", {"stars": "5"}).status_code == 404
    with pytest.raises(RuleBroken):
        wishes.confirm(wish, by=Bearer(other.pk, Proof.SMS, phone_key=other.phone_key), at=LATER, stars=5)
    assert not Review.objects.exists()


def test_a_strangers_claim_is_not_there(cast, client_of):
    claim = make.taken(cast, make.in_hall(cast))
    other = make.volunteer(name="赵小六")
    for step in ("arrive", "finish", "leave"):
        assert client_of(other.person.user).post(f"/claims/{claim.pk}/{step}/").status_code == 404
    claim.refresh_from_db()
    assert claim.status == "accepted"


@pytest.mark.parametrize("step", ["serve", "start", "publish", "dispatch", "cancel"])
def test_a_phone_log_in_has_no_desk(cast, client_of, step):
    order = make.in_hall(cast)
    make.taken(cast, order)
    assert client_of(cast.volunteer.person.user).post(f"/desk/orders/{order.pk}/{step}/").status_code == 403


def test_a_suspended_volunteer_neither_is_invited_nor_accepts(cast):
    order = make.in_hall(cast)
    (claim,) = claims.offer(order, volunteers=[cast.volunteer], by=cast.manager, at=make.NOW)
    Volunteer.objects.filter(pk=cast.volunteer.pk).update(status=VolunteerStatus.SUSPENDED)
    cast.volunteer.refresh_from_db()
    with pytest.raises(RuleBroken, match="在册"):
        claims.offer(order, volunteers=[cast.volunteer], by=cast.manager, at=make.NOW)
    with pytest.raises(RuleBroken):
        claims.accept(claim, by=cast.volunteer.person.user, at=make.NOW)


def test_who_urges_twice_a_day_is_told_so(cast):
    order = make.in_hall(cast)
    orders.urge(order, by=cast.chief, at=make.NOW)
    for who in (cast.chief, cast.office):
        with pytest.raises(RuleBroken, match="已经催过"):
            orders.urge(order, by=who, at=make.NOW + HOUR)


def test_pressing_again_brings_nothing_more(cast):
    order = make.in_hall(cast)
    do_it(cast, order)
    wish = order.wishes.get()
    confirm(wish, browser="hers")
    for again in (confirm, lambda row: orders.serve(order, by=cast.manager, at=LATER)):
        with pytest.raises(RuleBroken):
            again(wish)
    assert (ServiceRecord.objects.count(), Entry.objects.count()) == (1, 1)
