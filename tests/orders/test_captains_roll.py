"""队长点名: a captain for his own team, on the phone; it proves, and vouches for nobody. One phone, one place."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from civcenter.kit.errors import RuleBroken
from incentives.actions import correct
from incentives.models import Entry
from orders.actions import checkins, claims, orders, wishes
from orders.flow import Proof
from orders.hands import Bearer
from orders.models import Claim
from orders.policies import steps_for
from tests import factories as make
from volunteers.actions import found_team, join
from volunteers.models import ServiceRecord

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
COME = make.NOW + HOUR
LEAVE = COME + 2 * HOUR


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture
def captain():
    return make.volunteer(name="马队长")


@pytest.fixture
def team(cast, captain):
    made = found_team(name="扫雪队", kind="township", division=cast.station.division, captain=captain, at=make.NOW)
    join(made, cast.volunteer, at=make.NOW)
    return made


@pytest.fixture
def order(cast):
    return make.in_hall(cast, needed=3)


@pytest.fixture
def claim(cast, order, team):
    return make.taken(cast, order)


def call(order, captain, at, **who):
    return checkins.call_roll(order, by=captain.person.user, at=at, **who)


def confirmed(order, at=LEAVE + HOUR):
    orders.serve(order, by=order.claims.first().volunteer.person.user, at=at)
    wish = order.wishes.get()
    hand = Bearer(wish.pk, Proof.SMS, browser="hers", phone_key=wish.phone_key)
    wishes.confirm(wish, by=hand, at=at, stars=5)


def test_a_captains_roll_is_a_leaders_proof_and_the_unit_still_agrees(cast, order, claim, captain):
    assert [call(order, captain, COME, came=[claim]) for _ in range(2)] == [1, 0]
    assert call(order, captain, LEAVE, gone=[claim]) == 1
    orders.serve(order, by=cast.volunteer.person.user, at=LEAVE + HOUR)
    wish = order.wishes.get()
    wishes.confirm(wish, by=Bearer(wish.pk, Proof.COOKIE), at=LEAVE + HOUR, stars=5)
    record = ServiceRecord.objects.get()
    assert (record.evidence, record.status, record.minutes, Entry.objects.count()) == ("B", "noted", 120, 0)


def test_a_captain_calls_neither_strangers_nor_himself(cast, order, claim, captain):
    other, own = make.volunteer(name="外人"), make.taken(cast, order, by=captain)
    strange = make.taken(cast, order, by=other)
    for wrong in (strange, own):
        with pytest.raises(RuleBroken):
            call(order, captain, COME, came=[wrong])
    with pytest.raises(RuleBroken, match="点名"):
        call(order, other, COME, came=[claim])


def test_a_captain_whose_term_is_over_calls_nobody(order, claim, captain, team):
    team.posts.update(ends_on=make.NOW.date())
    with pytest.raises(RuleBroken):
        call(order, captain, COME, came=[claim])


def test_who_has_the_captains_phone_is_called_by_others(cast, order, team, captain):
    wife = at_phone(captain.person.user, "马妻")
    join(team, wife, at=make.NOW)
    hers = make.taken(cast, order, by=wife)
    with pytest.raises(RuleBroken):
        call(order, captain, COME, came=[hers])


def test_a_captain_has_no_button_on_his_members_place(order, claim, captain):
    assert steps_for(captain.person.user, claim, COME) == []


def test_the_captains_pages(cast, captain, team, client_of, django_assert_num_queries):
    now = timezone.now()
    made = make.in_hall(cast, at=now - 2 * HOUR, needed=3)
    mine = make.taken(cast, made, at=now - 2 * HOUR)
    other = make.taken(cast, made, by=make.volunteer(name="外人"), at=now - 2 * HOUR)
    phone, path = client_of(captain.person.user), f"/my/rolls/{made.pk}/"
    assert made.title in phone.get("/my/rolls/").content.decode()
    phone.get(path)
    with django_assert_num_queries(5):
        assert cast.volunteer.person.name in phone.get(path).content.decode()
    assert phone.post(path, {"came": [mine.pk]}).url == path
    mine.refresh_from_db()
    assert mine.status == "arrived"
    assert client_of(cast.volunteer.person.user).get(path).status_code == 404
    assert phone.post(path, {"came": [other.pk]}).status_code == 422


# One phone, one place


def at_phone(user, name):
    """Somebody else on the register at the same phone."""
    return make.volunteer(phone=user.phone, name=name)


def test_one_phone_takes_one_place(cast, order):
    make.taken(cast, order)
    with pytest.raises(RuleBroken, match="这部手机上已有一位"):
        make.taken(cast, order, by=at_phone(cast.volunteer.person.user, "李妻"))
    order.refresh_from_db()
    assert order.taken == 1


def test_two_of_one_phone_come_when_the_unit_asks_them_and_wait_for_it(cast, order):
    wife = at_phone(cast.volunteer.person.user, "李妻")
    places = [make.taken(cast, order)]
    offered = claims.offer(order, volunteers=[wife], by=cast.manager, at=make.NOW)[0]
    places.append(claims.accept(offered, by=wife.person.user, at=make.NOW))
    for place in places:
        claims.arrive(place, by=wife.person.user, at=COME)
        claims.finish(place, by=wife.person.user, at=LEAVE, started_at=COME, ended_at=LEAVE)
    confirmed(order)
    assert set(ServiceRecord.objects.values_list("status", "minutes")) == {("noted", 120)}
    assert Entry.objects.count() == 0


def test_whose_phone_was_invited_first_takes_no_second_place(cast, order):
    offered = claims.offer(order, volunteers=[cast.volunteer], by=cast.manager, at=make.NOW)[0]
    claims.accept(offered, by=cast.volunteer.person.user, at=make.NOW)
    with pytest.raises(RuleBroken, match="这部手机"):
        make.taken(cast, order, by=at_phone(cast.volunteer.person.user, "李妻"))


def test_the_database_refuses_a_second_place_of_a_phone(cast, order):
    first = make.taken(cast, order)
    second = make.taken(cast, order, by=make.volunteer(name="外人"))
    with pytest.raises(IntegrityError, match="one_place_a_phone"), transaction.atomic():
        Claim.objects.filter(pk=second.pk).update(phone=first.phone)


def test_a_phone_gives_its_place_back(cast, order):
    mine = make.taken(cast, order)
    claims.leave(mine, by=cast.volunteer.person.user, at=make.NOW, words="来不了")
    assert make.taken(cast, order, by=at_phone(cast.volunteer.person.user, "李妻")).status == "accepted"


def test_a_place_leads_to_the_record_that_stands(cast, client_of):
    order = make.served(cast)
    wish = order.wishes.get()
    hand = Bearer(wish.pk, Proof.SMS, browser="hers", phone_key=wish.phone_key)
    wishes.confirm(wish, by=hand, at=LEAVE + HOUR, stars=5)
    claim = order.claims.get()
    hours = {"started_at": COME, "ended_at": COME + HOUR, "reason": "只做了一小时"}
    fresh = correct(claim.record, by=cast.chief, at=LEAVE + 2 * HOUR, **hours)
    assert Claim.objects.get().record.standing == fresh
    page = client_of(cast.volunteer.person.user).get("/my/orders/").content.decode()
    assert "1 小时" in page and "2 小时" not in page
