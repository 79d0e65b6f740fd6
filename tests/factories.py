"""Plain functions that make what a test needs, through the real actions; Chinese sample data."""

from datetime import date, datetime, timedelta
from itertools import count
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from civcenter.accounts.models import Appointment, User
from civcenter.accounts.roles import Role
from civcenter.hierarchy.models import Division, Outpost, Tier
from civcenter.kit.identity import CITIZEN_CHECKS, CITIZEN_WEIGHTS
from civcenter.kit.secrets import lookup
from civcenter.residents.actions import identify, new_person
from civcenter.residents.models import Person
from orders.actions import claims, orders, wishes
from volunteers.actions import register, review
from volunteers.choices import VolunteerStatus
from volunteers.models import ServiceKind, Volunteer

CHINA = ZoneInfo("Asia/Shanghai")
# A Monday morning in a week without holidays.
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=CHINA)
COUNTY, TOWNSHIP, VILLAGE = "621026", "621026100", "621026100201"
NEXT_TOWNSHIP, NEXT_VILLAGE = "621026101", "621026101201"
OTHER_COUNTY = "370481"
PASSWORD = "ceshi-mima-2026"
numbers = count(1)


def place(code, name, parent=None):
    """A division and its outpost."""
    tier = {6: "county", 9: "township", 12: "village"}[len(code)]
    division, _ = Division.objects.get_or_create(
        code=code, defaults={"name": name, "tier": tier, "parent_id": parent, "pinyin": "", "initials": ""}
    )
    kind = {6: Tier.CENTER, 9: Tier.BRANCH, 12: Tier.STATION}[len(code)]
    title = {6: "新时代文明实践中心", 9: "新时代文明实践所", 12: "新时代文明实践站"}[len(code)]
    outpost, _ = Outpost.objects.get_or_create(division=division, defaults={"tier": kind, "name": name + title})
    return outpost


def county():
    """A county of two townships with a village each; the outposts by tier."""
    return SimpleNamespace(
        center=place(COUNTY, "宁县"),
        branch=place(TOWNSHIP, "新宁镇", COUNTY),
        station=place(VILLAGE, "北庄村", TOWNSHIP),
        next_branch=place(NEXT_TOWNSHIP, "和盛镇", COUNTY),
        next_station=place(NEXT_VILLAGE, "公曹村", NEXT_TOWNSHIP),
    )


def staff(username, role, code, name="王干事"):
    """A log-in with a post held since 2020, whose owner said who he is."""
    user = User.objects.create_user(username, PASSWORD, name=name)
    phone = fresh_phone()
    new_person(name=name, phone=phone, user=phone_user(phone), staff=user, at=NOW)
    Appointment.objects.create(
        user=user, role=role, division_id=code, title=Role(role).label, starts_on=date(2020, 1, 1)
    )
    return user


def unknown(user):
    """A staff log-in whose owner never said who he is."""
    Person.objects.filter(staff=user).update(staff=None)
    return user


def holds_a_post(person, user):
    """The person is the one behind a staff log-in."""
    unknown(user)
    person.staff = user
    person.save()


def phone_user(phone):
    """A resident's log-in, its phone proved."""
    user, _ = User.objects.get_or_create(phone_key=lookup(phone), defaults={"username": f"tel-{phone}", "phone": phone})
    return user


def fresh_phone():
    """A number nobody has: the range is not assigned to anybody."""
    return f"1900000{next(numbers):04d}"


def volunteer(phone=None, code=VILLAGE, name="李志愿", reviewer=None, at=NOW, active=True):
    """A registered volunteer with a phone log-in of his own; active unless told otherwise."""
    phone = phone or fresh_phone()
    made = register(
        user=phone_user(phone),
        name=name,
        phone=phone,
        division=Division.objects.get(code=code),
        kinds=[],
        consent_version="1",
        browser="",
        at=at,
    )
    if active:
        reviewer = (
            reviewer
            or User.objects.filter(username="manager").first()
            or staff("manager", Role.STATION_MANAGER, VILLAGE)
        )
        made = review(made, by=reviewer, at=at, accept=True)
    return made


def brought(division, name="赵被登", phone=None, number="", entered_by=None, at=NOW):
    """Somebody an organisation put on the register, who has not said yes himself."""
    person = new_person(name=name, phone=phone or fresh_phone(), division=division, at=at)
    if number:
        identify(person, kind="citizen", number=number, at=at)
    return Volunteer.objects.create(
        person=person,
        division=division,
        status=VolunteerStatus.PENDING,
        applied_at=at,
        brought_by="县供电公司",
        entered_by=entered_by,
    )


def citizen(born, order=1):
    """A fictional identity number (region 990101 does not exist) of somebody born on that day."""
    digits = f"990101{born:%Y%m%d}{order:03d}"
    total = sum(weight * int(digit) for weight, digit in zip(CITIZEN_WEIGHTS, digits, strict=True))
    return digits + CITIZEN_CHECKS[total % 11]


def cast():
    """The county and its people: office, branch, manager, neighbour, resident's phone, volunteer."""
    places = county()
    return SimpleNamespace(
        **vars(places),
        office=staff("office", Role.OFFICE, COUNTY, "赵主任"),
        chief=staff("chief", Role.BRANCH_MANAGER, TOWNSHIP, "钱所长"),
        manager=staff("manager", Role.STATION_MANAGER, VILLAGE, "孙站长"),
        neighbour=staff("neighbour", Role.BRANCH_MANAGER, NEXT_TOWNSHIP, "周所长"),
        leader=staff("leader", Role.LEADER, COUNTY, "吴县长"),
        volunteer=volunteer(),
    )


def wish(outpost, at=NOW, **changes):
    """A wish from a phone of its own."""
    details = {
        "kind": ServiceKind.objects.get(code="care"),
        "words": "想请人到家给老人理个发",
        "phone": fresh_phone(),
    }
    return wishes.make_wish(outpost=outpost, at=at, **{**details, **changes})


def order(cast, asked=None, at=NOW, **changes):
    """A draft made from one wish."""
    asked = asked or [wish(cast.station, at=at)]
    details = {
        "title": "上门理发",
        "kind": asked[0].kind,
        "starts_at": at + timedelta(hours=1),
        "ends_at": at + timedelta(hours=3),
    }
    return orders.prepare_order(wishes=asked, by=cast.office, at=at, **{**details, **changes})


def in_hall(cast, at=NOW, **changes):
    """An order that the station published."""
    made = order(cast, at=at, **changes)
    orders.dispatch(made, unit=cast.station, by=cast.office, at=at)
    return orders.publish(made, by=cast.manager, at=at)


def taken(cast, made, at=NOW, by=None):
    """A claim of the cast's volunteer on an order in the hall."""
    who = by or cast.volunteer
    return claims.claim(made, volunteer=who, by=who.person.user, at=at)


def served(cast, at=NOW, **changes):
    """An order served by the cast's volunteer and closed off by the station: two hours' work."""
    made = in_hall(cast, at=at, **changes)
    claim = taken(cast, made, at=at)
    claims.arrive(claim, by=cast.volunteer.person.user, at=at + timedelta(hours=1))
    done = [(claim, at + timedelta(hours=1), at + timedelta(hours=3))]
    orders.serve(made, by=cast.manager, at=at + timedelta(hours=3), done=done)
    made.refresh_from_db()
    return made
