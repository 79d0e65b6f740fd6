"""Posts give duties at a division and under it; written by hand, role by role."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from civcenter.accounts import actions
from civcenter.accounts.duties import DUTIES, Duty
from civcenter.accounts.models import Appointment, User
from civcenter.accounts.roles import Role
from civcenter.hierarchy.models import Division
from civcenter.kit.errors import RuleBroken
from tests import factories as make

pytestmark = pytest.mark.django_db
COUNTY, TOWNSHIP, VILLAGE = make.COUNTY, make.TOWNSHIP, make.VILLAGE
NEXT_TOWNSHIP, NEXT_VILLAGE = make.NEXT_TOWNSHIP, make.NEXT_VILLAGE

R, P, M, E, V, C, S, SR, AU, A, K, AS, IN, SI = (
    Duty.READ,
    Duty.PREPARE,
    Duty.MANAGE,
    Duty.ENTER,
    Duty.REVIEW_VOLUNTEERS,
    Duty.CALL_BACK,
    Duty.REVEAL,
    Duty.SET_RULES,
    Duty.AUDIT,
    Duty.ADMIN,
    Duty.KEEP_SHOP,
    Duty.ASSESS,
    Duty.INSPECT,
    Duty.SIGN,
)
TABLE = {
    "office": {R, P, M, E, V, C, S, SR, K, AS},
    "leader": {R, SI},
    "branch": {R, M, E, V, C, S, K},
    "station": {R, M, E, V, C, S, K},
    "liaison": {R, E, K},
    "inspector": {R, IN},
    "auditor": {R, AU},
    "sysadmin": {A},
}


@pytest.fixture(autouse=True)
def places():
    make.county()
    make.place(make.OTHER_COUNTY, "滕州市")


def again(user):
    """The log-in as the next request reads it."""
    return User.objects.get(pk=user.pk)


def test_each_role_carries_its_duties_and_no_other():
    assert {role.value: set(duties) for role, duties in DUTIES.items()} == TABLE


@pytest.mark.parametrize(
    ("role", "code", "inside", "outside"),
    [
        ("office", COUNTY, [COUNTY, TOWNSHIP, VILLAGE, NEXT_VILLAGE], [make.OTHER_COUNTY, "370481100", ""]),
        ("branch", TOWNSHIP, [TOWNSHIP, VILLAGE], [COUNTY, NEXT_TOWNSHIP, NEXT_VILLAGE]),
        ("station", VILLAGE, [VILLAGE], [COUNTY, TOWNSHIP, "621026100202", NEXT_VILLAGE]),
        ("inspector", COUNTY, [COUNTY, TOWNSHIP, VILLAGE], [make.OTHER_COUNTY]),
    ],
)
def test_a_post_reaches_its_division_and_what_is_under_it(role, code, inside, outside):
    user = make.staff("somebody", role, code)
    assert [place for place in inside + outside if user.holds(Duty.READ, place)] == inside


def test_a_system_administrator_reads_nothing():
    user = make.staff("it", "sysadmin", COUNTY)
    assert user.codes == set() and user.codes_for(Duty.ADMIN) == {COUNTY} and user.is_official


def test_a_log_in_without_a_post_may_nothing():
    user = make.phone_user(make.fresh_phone())
    assert not user.is_official and user.county == "" and not any(user.codes_for(duty) for duty in Duty)


def test_posts_begin_and_end():
    user, today = make.staff("somebody", "branch", TOWNSHIP), timezone.localdate()
    post = user.appointments.get()
    actions.dismiss(post, last_day=today)
    assert again(user).holds(Duty.READ, VILLAGE)
    actions.dismiss(post, last_day=today - timedelta(days=1))
    assert not again(user).is_official
    Appointment.objects.filter(pk=post.pk).update(ends_on=None, starts_on=today + timedelta(days=1))
    assert not again(user).is_official


def test_a_managed_area_with_a_strange_code_belongs_to_who_manages_it():
    office = make.staff("office", "office", COUNTY)
    make.place("370481900", "经开区", COUNTY)
    Division.objects.create(code="370481900201", name="新村", tier="village", parent_id="370481900")
    Division.objects.create(code="411481900202", name="飞地村", tier="village", parent_id="370481900")
    user = again(office)
    assert user.codes == {COUNTY, "370481900", "411481900202"}
    assert user.holds(Duty.PREPARE, "370481900201") and not user.holds(Duty.READ, "370481901")


def test_an_ended_division_is_read_by_those_it_went_into():
    chief = make.staff("chief", "branch", TOWNSHIP)
    old = {"tier": "village", "parent_id": NEXT_TOWNSHIP, "ended_on": date(2025, 1, 1)}
    Division.objects.create(code="621026101209", name="旧村", successor_id=VILLAGE, **old)
    Division.objects.create(code="621026101208", name="更旧的村", successor_id="621026101209", **old)
    assert again(chief).codes == {TOWNSHIP, "621026101209", "621026101208"}


def test_duties_stay_apart_where_one_person_holds_two_posts():
    user = make.staff("both", "station", VILLAGE)
    Appointment.objects.create(user=user, role="leader", division_id=COUNTY, starts_on=date(2020, 1, 1))
    user = again(user)
    assert user.codes == {VILLAGE, COUNTY} and user.codes_for(Duty.MANAGE) == {VILLAGE}
    assert user.holds(Duty.READ, NEXT_VILLAGE) and not user.holds(Duty.MANAGE, NEXT_VILLAGE)


def test_the_scope_is_two_queries_a_request_however_often_asked():
    user = make.staff("both", "station", VILLAGE)
    Appointment.objects.create(user=user, role="branch", division_id=NEXT_TOWNSHIP, starts_on=date(2020, 1, 1))
    user = again(user)
    with CaptureQueriesContext(connection) as queries:
        for duty in Duty:
            user.holds(duty, VILLAGE), user.codes_for(duty), user.is_official, user.county
    assert len(queries) == 2


@pytest.mark.parametrize(
    ("role", "code"), [("office", TOWNSHIP), ("branch", COUNTY), ("station", TOWNSHIP), ("sysadmin", VILLAGE)]
)
def test_a_role_has_its_level(role, code):
    user = User.objects.create_user("somebody", make.PASSWORD)
    division = Division.objects.get(code=code)
    with pytest.raises(RuleBroken, match="一级"):
        actions.appoint(user, role=role, division=division, starts_on=timezone.localdate())
    with pytest.raises(IntegrityError):
        Appointment.objects.create(user=user, role=role, division=division, starts_on=timezone.localdate())


def test_the_same_post_twice_is_once():
    user, today = User.objects.create_user("somebody", make.PASSWORD), timezone.localdate()
    division = Division.objects.get(code=COUNTY)
    posts = {actions.appoint(user, role=Role.OFFICE, division=division, starts_on=today).pk for _ in range(2)}
    assert len(posts) == 1


def test_the_history_of_a_post_is_kept():
    post = make.staff("somebody", "branch", TOWNSHIP).appointments.get()
    actions.dismiss(post, last_day=timezone.localdate())
    assert [event.pgh_label for event in post.events.order_by("pgh_id")] == ["insert", "update"]


def test_a_closed_account_holds_no_post():
    user = make.staff("somebody", "branch", TOWNSHIP)
    actions.close_account(user, at=timezone.now())
    assert not Appointment.objects.current(timezone.localdate()).exists()


def test_a_stranger_has_no_duties_at_all():
    assert not hasattr(AnonymousUser(), "holds")


def test_names_of_rows_carry_no_personal_data():
    user = make.staff("somebody", "branch", TOWNSHIP, "王小明")
    phone = make.phone_user("19000000001")
    said = f"{user} {user!r} {phone} {phone!r} {user.appointments.get()}"
    assert "王小明" not in said and "19000000001" not in said
