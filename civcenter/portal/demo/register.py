"""The demo county's register: papers of a region that does not exist, skills, talents, hours; and those who are not
simply on it: brought in by somebody, paused, gone."""

from datetime import date, timedelta

from civcenter.accounts.models import User
from civcenter.kit.identity import CITIZEN_CHECKS, CITIZEN_WEIGHTS
from civcenter.kit.secrets import lookup
from civcenter.residents.actions import identify, new_person
from volunteers import actions
from volunteers.choices import Confirmed, DayPart, Education, PoliticalStatus, Relation, VolunteerStatus, Weekday
from volunteers.models import Skill, Talent, Volunteer

OLDEST, YOUNGEST = date(1946, 1, 1), date(2012, 6, 1)
GROWN = date(2008, 1, 1)
BROUGHT_BY = ["县供电公司", "县第二中学", "县人民医院", "新宁镇政府"]


class Register:
    """Puts people on the register with the dice, names and phones of the demo's people."""

    def __init__(self, people):
        self.people, self.dice, self.order = people, people.dice, 0
        self.skills = list(Skill.objects.active().filter(parent__isnull=False).order_by("pk"))
        self.talents = list(Talent.objects.order_by("pk"))

    def volunteer(self, station, at):
        """Somebody who asks himself; one in thirty has no paper at hand."""
        phone, name = self.people.phone(), self.people.name()
        user = User.objects.create(username=f"tel-{phone}", phone=phone, phone_key=lookup(phone), name=name)
        born = self._born(YOUNGEST)
        number = self._number(born)
        has_paper = self.dice.random() > 1 / 30
        return actions.register(
            user=user,
            name=name,
            phone=phone,
            division=station.division,
            kinds=self.dice.sample(self.people.kinds, 2),
            consent_version="2",
            browser="",
            at=at,
            identity=actions.Identity("citizen", number) if has_paper else actions.Identity(born_on=born),
            guardian=self._guardian() if born >= GROWN else None,
            profile=self._profile(at),
            named_version="1" if self.dice.random() < 0.3 else "",
        )

    def _born(self, youngest):
        return OLDEST + timedelta(days=self.dice.randrange((youngest - OLDEST).days))

    def _number(self, born):
        """Region 990101 does not exist; the running number keeps them apart."""
        self.order += 1
        digits = f"990101{born:%Y%m%d}{self.order % 1000:03d}"
        total = sum(weight * int(digit) for weight, digit in zip(CITIZEN_WEIGHTS, digits, strict=True))
        return digits + CITIZEN_CHECKS[total % 11]

    def _phone(self):
        """Apart from those of the people's own count, which the stories go on from."""
        self.order += 1
        return f"1900{5_000_000 + self.order}"

    def _guardian(self):
        relation = self.dice.choice([Relation.FATHER, Relation.MOTHER])
        return actions.GuardianYes(self.people.name(), relation, self._phone(), "1", "1")

    def _profile(self, at):
        """Half say more of themselves than they must; a sixth of the licences have run out by now."""
        if self.dice.random() < 0.5:
            return None
        return actions.Profile(
            skills=[self._held(skill, at) for skill in self.dice.sample(self.skills, 2)],
            talents=self.dice.sample(self.talents, 1) if self.dice.random() < 0.4 else [],
            slots=self.dice.sample([(day, part) for day in Weekday for part in DayPart], 2),
            political=self.dice.choice([PoliticalStatus.PARTY, PoliticalStatus.MASSES, ""]),
            education=self.dice.choice([Education.JUNIOR_HIGH, Education.SENIOR_HIGH, Education.COLLEGE, ""]),
        )

    def _held(self, skill, at):
        if not skill.needs_licence:
            return actions.Held(skill)
        last = at.date() + timedelta(days=self.dice.randrange(30, 1200))
        return actions.Held(skill, licence_no=f"T{self.dice.randrange(10**8):08d}", issuer="县里", expires_on=last)

    def others(self, at):
        """Forty brought in by organisations, ten of whom have said yes and two no; a few paused, a few gone."""
        brought = [self._brought(at - timedelta(days=9)) for _ in range(40)]
        office = self.people.users["office"]
        actions.ask_to_confirm(brought[12:], by=office, at=at - timedelta(days=8))
        for volunteer in brought[:10]:
            actions.confirm(volunteer, how=Confirmed.LINK, at=at - timedelta(days=7), consent_version="2")
        for volunteer in brought[10:12]:
            actions.disown(volunteer, at=at - timedelta(days=7))
        early = list(Volunteer.objects.active().filter(county=self.people.county).order_by("pk")[40:48])
        for volunteer in early[:3]:
            actions.suspend(volunteer, by=office, at=at, reason="答应了三次没有来，先歇一歇再说")
        for volunteer in early[3:]:
            actions.step_out(volunteer, by=volunteer.person.user, at=at)

    def _brought(self, at):
        station = self.dice.choice(self.people.stations)
        phone, name = self._phone(), self.people.name()
        person = new_person(name=name, phone=phone, division=station.division, at=at)
        identify(person, kind="citizen", number=self._number(self._born(GROWN)), at=at)
        return Volunteer.objects.create(
            person=person,
            division=station.division,
            status=VolunteerStatus.PENDING,
            applied_at=at,
            brought_by=self.dice.choice(BROUGHT_BY),
        )
