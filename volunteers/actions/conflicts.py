"""Where a list and the register disagree of somebody: the register stays as it is until a person decides."""

import json

from django.db.models import Q

from civcenter.hierarchy.models import Division
from civcenter.kit.errors import OutOfTurn
from civcenter.kit.secrets import lookup, unseal
from civcenter.kit.sounds import sounds
from civcenter.kit.verbs import verb
from civcenter.notices.actions import tell
from civcenter.residents.models import Person
from volunteers.choices import ConflictState, Outcome
from volunteers.models import Conflict, ImportRow, ServiceKind, Skill, Talent, Volunteer, VolunteerSkill

SIZE = 2000
TAGS = {"kinds": ServiceKind, "talents": Talent, "skills": Skill}
SEALED = {"phone"}


def _theirs(row):
    """What the list says where it differs, {field: text or codes}."""
    said = {}
    for name in row.differs:
        value = getattr(row, name)
        said[name] = unseal(value) if name in SEALED else value if isinstance(value, list) else str(value)
    return said


def _mark(said):
    return lookup(json.dumps(said, sort_keys=True))


def _rows(batch):
    return ImportRow.objects.filter(batch=batch, outcome=Outcome.CONFLICT).order_by("pk")


def leave_out_decided(batch):
    """What a list said before and somebody decided is no news: those rows count as the same."""
    known = set(
        Conflict.objects.filter(volunteer__in=_rows(batch).values("volunteer"))
        .exclude(state=ConflictState.OPEN)
        .values_list("volunteer_id", "mark")
    )
    if known:
        same = [row.pk for row in _rows(batch).iterator(SIZE) if (row.volunteer, _mark(_theirs(row))) in known]
        ImportRow.objects.filter(pk__in=same).update(outcome=Outcome.SAME, differs=[])


def queue(batch, at):
    """Put what differs into the queue; what is there already, decided or not, stays one row."""
    part = []
    for row in _rows(batch).iterator(SIZE):
        said = _theirs(row)
        part.append(
            Conflict(
                volunteer_id=row.volunteer,
                batch=batch,
                division_id=row.home,
                theirs=json.dumps(said, ensure_ascii=False),
                mark=_mark(said),
                at=at,
            )
        )
        if len(part) == SIZE:
            Conflict.objects.bulk_create(part, ignore_conflicts=True)
            part = []
    Conflict.objects.bulk_create(part, ignore_conflicts=True)


@verb
def decide(conflict, *, take, by, at):
    """Keep what the register says, or take what the list says; a confirmed person is told of a change."""
    state = ConflictState.TAKEN if take else ConflictState.KEPT
    opened = Conflict.objects.open().filter(pk=conflict.pk)
    if not opened.update(state=state, decided_at=at, decided_by=by):
        raise OutOfTurn("定这一条")
    if take:
        _take(conflict, at)


def _take(conflict, at):
    said, volunteer = json.loads(conflict.theirs), conflict.volunteer
    person = {name: said[name] for name in ("name", "phone", "born_on", "sex") if name in said}
    if "name" in person:
        person["pinyin"], person["initials"] = sounds(person["name"])
    if "phone" in person:
        person["phone_key"] = lookup(person["phone"])
    mine = {name: said[name] for name in ("political", "education", "national_no") if name in said}
    if "home" in said:
        person["division"] = mine["division"] = Division.objects.get(pk=said["home"])
    Person.objects.filter(pk=volunteer.person_id).update(**person) if person else None
    Volunteer.objects.filter(pk=volunteer.pk).update(**mine) if mine else None
    volunteer.kinds.add(*said.get("kinds", []))
    volunteer.talents.add(*said.get("talents", []))
    skills = [VolunteerSkill(volunteer=volunteer, skill_id=code) for code in said.get("skills", [])]
    VolunteerSkill.objects.bulk_create(skills, ignore_conflicts=True)
    if volunteer.confirmed_at and volunteer.person.user:
        text = "您的登记资料有改动，请看看对不对；不对就告诉站里。"
        tell(user=volunteer.person.user, text=text, link="/me/", source=f"conflict:{conflict.pk}", at=at)


@verb
def keep_all(conflicts, *, by, at):
    """Of the confirmed among these, what they said themselves stays. Returns how many were decided."""
    confirmed = Conflict.objects.open().filter(
        Q(volunteer__confirmed_at__isnull=False), pk__in=[conflict.pk for conflict in conflicts]
    )
    return confirmed.update(state=ConflictState.KEPT, decided_at=at, decided_by=by)
