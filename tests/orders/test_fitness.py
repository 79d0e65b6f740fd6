"""Orders ask who may do them: at the claim, at the offer, and before a risky one begins."""

from datetime import date, timedelta

import pytest

from civcenter.kit.errors import NotYours, RuleBroken
from civcenter.residents.models import Person
from orders.actions import claims, fitness, orders
from orders.candidates import candidates, reasons
from orders.models import Order
from tests import factories as make
from tests.factories import NOW
from tests.volunteers.test_eligibility import born, covered, passed
from volunteers.actions import found_team, join
from volunteers.models import Cover, Requirement, Volunteer

pytestmark = pytest.mark.django_db
DAY = NOW.date()


@pytest.fixture
def cast():
    made = make.cast()
    born(made.volunteer, date(1990, 1, 1))
    made.volunteer = Volunteer.objects.select_related("person__user").get(pk=made.volunteer.pk)
    return made


def asks_first_aid():
    Requirement.objects.create(kind_id="care", training_id="first-aid")


def risky(cast, **changes):
    return make.in_hall(cast, is_risky=True, risks="要爬高，有摔的危险", **changes)


def insure(cast, who=None):
    return covered(who or cast.volunteer, cast.manager, DAY, DAY + timedelta(days=2))


def test_who_lacks_the_training_neither_claims_nor_accepts(cast):
    asks_first_aid()
    made = make.in_hall(cast)
    with pytest.raises(RuleBroken, match="急救"):
        make.taken(cast, made)
    made.refresh_from_db()
    assert made.taken == 0
    row = passed(cast.volunteer, "first-aid", cast.manager, DAY)
    offered = claims.offer(made, volunteers=[cast.volunteer], by=cast.manager, at=NOW)[0]
    type(row).objects.filter(pk=row.pk).update(annulled_at=NOW, annulled_by=cast.manager, annulment="不是本人考的")
    with pytest.raises(RuleBroken, match="急救"):
        claims.accept(offered, by=cast.volunteer.person.user, at=NOW)


def test_an_unfit_one_is_not_offered_and_the_list_says_why(cast, client_of):
    asks_first_aid()
    trained = make.volunteer(name="张会急救")
    passed(trained, "first-aid", cast.manager, DAY)
    made = make.in_hall(cast)
    first, *others = candidates(made)
    assert first == trained and first.refusals == [] and "同村" in reasons(first)
    assert all("急救" in reasons(one)[0] for one in others)
    page = client_of(cast.manager).get(f"/desk/orders/{made.pk}/offer/").content.decode()
    assert "张会急救 · 同村" in page
    assert f'value="{cast.volunteer.pk}"' not in page and "李志愿：这类事要先学过" in page
    with pytest.raises(RuleBroken, match="李志愿现在不能请"):
        claims.offer(made, volunteers=[trained, cast.volunteer], by=cast.manager, at=NOW)


def test_of_a_team_only_those_who_fit_are_asked(cast):
    asks_first_aid()
    trained = make.volunteer()
    passed(trained, "first-aid", cast.manager, DAY)
    team = found_team(name="义诊队", kind="township", division=cast.station.division, at=NOW)
    for one in (trained, cast.volunteer):
        join(team, one, at=NOW)
    made = make.order(cast)
    orders.dispatch(made, unit=cast.station, by=cast.office, at=NOW, team=team)
    assert [claim.volunteer for claim in made.claims.all()] == [trained]


def test_candidates_cost_a_constant_number_of_queries(cast, django_assert_num_queries):
    asks_first_aid()
    made = Order.objects.select_related("kind").get(pk=make.in_hall(cast).pk)
    for more in (0, 2):
        for _ in range(more):
            make.volunteer()
        with django_assert_num_queries(5):
            candidates(made)


def test_a_risky_order_says_its_risk(cast):
    with pytest.raises(RuleBroken, match="写清有什么风险"):
        make.order(cast, is_risky=True)


def test_a_minor_or_an_uninsured_one_does_not_take_a_risky_order(cast, client_of):
    made = risky(cast)
    with pytest.raises(RuleBroken, match="保险"):
        make.taken(cast, made)
    page = client_of(cast.volunteer.person.user).get(f"/hall/{made.pk}/").content.decode()
    assert "要爬高，有摔的危险" in page and "您那天还没有保险" in page
    insure(cast)
    Person.objects.filter(pk=cast.volunteer.person_id).update(born_on=date(DAY.year - 17, 1, 1))
    with pytest.raises(RuleBroken, match="满 18 岁"):
        make.taken(cast, made, by=Volunteer.objects.get(pk=cast.volunteer.pk))


def test_a_risky_order_does_not_start_while_somebody_is_uncovered(cast):
    made = risky(cast, needed=2)
    other = make.volunteer(name="周帮手")
    born(other, date(1990, 1, 1))
    insure(cast)
    mine = make.taken(cast, made)
    theirs = insure(cast, other)
    other = Volunteer.objects.select_related("person__user").get(pk=other.pk)
    make.taken(cast, made, by=other)
    Cover.objects.filter(pk=theirs.pk).delete()
    at = NOW + timedelta(hours=1)
    for begin in (
        lambda: claims.arrive(mine, by=cast.volunteer.person.user, at=at),
        lambda: orders.start(made, by=cast.manager, at=at),
    ):
        with pytest.raises(RuleBroken, match="周帮手那天没有保险"):
            begin()
    made.refresh_from_db()
    assert made.status == "open"
    insure(cast, other)
    claims.arrive(mine, by=cast.volunteer.person.user, at=at)
    made.refresh_from_db()
    assert made.status == "serving"


def test_the_manager_answers_for_starting_without_insurance_by_an_event(cast, client_of):
    made = risky(cast)
    with pytest.raises(NotYours):
        fitness.waive(made, by=cast.neighbour, at=NOW, words="等不及")
    with pytest.raises(RuleBroken, match="没有标"):
        fitness.waive(make.in_hall(cast), by=cast.manager, at=NOW, words="等不及")
    answer = client_of(cast.manager).post(f"/desk/orders/{made.pk}/waive/", {"words": "河堤要垮，等不及上保险"})
    assert answer.status_code == 302
    event = made.events.get(step="waive")
    assert (event.actor, event.note.text) == (cast.manager, "河堤要垮，等不及上保险")
    assert "没有保险也开始" in client_of(cast.office).get(f"/desk/orders/{made.pk}/").content.decode()
    claim = make.taken(cast, made)
    claims.arrive(claim, by=cast.volunteer.person.user, at=NOW + timedelta(hours=1))
    Order.objects.filter(pk=made.pk).update(round=2)
    made.refresh_from_db()
    assert not fitness.is_waived(made), "a new round asks anew"
