"""The demo county's people: staff with posts, volunteers on the register, teams."""

from collections import Counter
from datetime import date, timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property

from civcenter.accounts.models import Appointment, User
from civcenter.accounts.roles import Role
from civcenter.hierarchy.actions import load_population
from civcenter.hierarchy.models import Outpost, Tier
from civcenter.hierarchy.populations import Row
from civcenter.kit.secrets import lookup
from civcenter.portal.demo.register import Register
from civcenter.portal.demo.words import GIVEN, HOURS, OFFERS, SURNAMES
from civcenter.residents.actions import new_person
from volunteers.actions import review
from volunteers.models import ServiceKind, Volunteer

SAMPLE = "示例数据，不是统计数字"
STAFF_PHONES = 8_000_000
"""Staff's own phones begin here: one for each log-in, like real staff who said who they are."""
SINCE = date(2024, 1, 1)
COUNTY_STAFF = [
    ("office", Role.OFFICE, "中心办公室副主任"),
    ("office2", Role.OFFICE, "中心办公室干事"),
    ("leader", Role.LEADER, "县委宣传部部长"),
    ("inspector", Role.INSPECTOR, "督查员"),
    ("auditor", Role.AUDITOR, "审计员"),
]


class People:
    """Makes people with the demo's own dice; phones are of a range that is assigned to nobody."""

    def __init__(self, county):
        self.county = county
        self.centre = Outpost.objects.select_related("division").get(division=county)
        posts = Outpost.objects.filter(county=county, is_open=True).select_related("division").order_by("division")
        self.branches = [post for post in posts if post.tier == Tier.BRANCH]
        self.stations = [post for post in posts if post.tier == Tier.STATION]
        self.kinds = list(ServiceKind.objects.on_menu())
        self.begin("people", 0)

    def begin(self, chapter, last_phone):
        """Fresh dice for a chapter, so that whoever goes on later tells the same; phones go on from the last."""
        self.dice, self.last_phone = Random(f"{self.county} {chapter}"), last_phone

    def name(self):
        return self.dice.choice(SURNAMES) + self.dice.choice(GIVEN)

    def phone(self):
        self.last_phone += 1
        return f"1900{self.last_phone:07d}"

    @cached_property
    def users(self):
        """The staff log-ins by user name."""
        mine = User.objects.filter(appointments__division__code__startswith=self.county)
        return {user.username: user for user in mine}

    @cached_property
    def active(self):
        """The active volunteers, longest on the register first."""
        register_ = Volunteer.objects.active().filter(county=self.county).select_related("person__user")
        return list(register_.annotate(since=Coalesce("reviewed_at", "confirmed_at")).order_by("since", "pk"))

    def active_at(self, at):
        """Those on the register by then; on the first days, the first of all."""
        return [one for one in self.active if one.since < at] or self.active[:40]

    def appoint_all(self, password, at):
        """Everybody with a post; one hash serves all, or hashing alone would take minutes."""
        self.hashed = make_password(password)
        for username, role, title in COUNTY_STAFF:
            self._appoint(username, role, self.county, title, at)
        for outpost, role, title in self._managed():
            self._appoint(f"m{outpost.division_id}", role, outpost.division_id, title, at)

    def _managed(self):
        yield from ((branch, Role.BRANCH_MANAGER, "镇党委宣传委员、所长") for branch in self.branches)
        yield from ((station, Role.STATION_MANAGER, "村党组织书记、站长") for station in self.stations)

    def _appoint(self, username, role, code, title, at):
        name = self.name()
        user = User.objects.create(username=username, name=name, password=self.hashed, is_staff=username == "office")
        Appointment.objects.create(user=user, role=role, division_id=code, title=title, starts_on=SINCE)
        phone = f"1900{STAFF_PHONES + user.pk:07d}"
        own = User.objects.create(username=f"tel-{phone}", phone=phone, phone_key=lookup(phone), name=name)
        new_person(name=name, phone=phone, user=own, staff=user, division=None, at=at)

    def furnish(self):
        """Addresses, telephones and opening hours, so that outpost pages read like real ones."""
        posts = [self.centre, *self.branches, *self.stations]
        for number, post in enumerate(posts):
            post.address = f"{post.division.name}党群服务中心一楼"
            post.phone = f"0934-66{number:05d}"
            post.opening_hours, post.offers = HOURS, OFFERS
        Outpost.objects.bulk_update(posts, ["address", "phone", "opening_hours", "offers"])

    def settle(self, years):
        """Sample figures of resident population, 600 to 3,000 a village, summed upwards; marked as sample data."""
        dice = Random(f"{self.county} residents")
        at_home = {station.division_id: 600 + dice.randrange(1680) for station in self.stations}
        at_home[self.stations[0].division_id] = 3000
        figures = Counter()
        for year in years:
            for code, residents in at_home.items():
                for length in (6, 9, 12):
                    figures[code[:length], year] += residents - 4 * (years[-1] - year)
        del figures[self.branches[-1].division_id, years[-1]]  # one township told nothing yet: 算不出
        load_population([Row(0, *key, residents, SAMPLE) for key, residents in figures.items()])

    def volunteers(self, many, first, last):
        """Registered over the months before, reviewed by their own station; the last few wait for review."""
        span = (last - first).total_seconds()
        for number in range(many):
            at = first + timedelta(seconds=span * number / many)
            station = self.dice.choice(self.stations)
            volunteer = self.register.volunteer(station, at)
            if number < many - 12:
                review(volunteer, by=self.users[f"m{station.division_id}"], at=at + timedelta(hours=5), accept=True)
        self.register.others(last)

    @cached_property
    def register(self):
        return Register(self)
