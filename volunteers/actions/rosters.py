"""Units, how many people they have, their lists of names, and the reminder to those who lag behind."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from civcenter.accounts.models import Appointment
from civcenter.accounts.roles import MANAGING
from civcenter.kit.errors import RuleBroken
from civcenter.kit.rows import insert_unless_taken
from civcenter.kit.secrets import lookup
from civcenter.kit.verbs import verb
from civcenter.notices.actions import tell
from civcenter.residents.models import Person
from volunteers.coverage import lacking
from volunteers.models import CoverageRule, Headcount, RosterEntry, Unit

MOST = 2000
"""Units reminded at once: more than any county has."""


@verb
def add_unit(*, name, kind, division, contact_name="", contact_phone=""):
    """A unit that will say how many people it has."""
    made = Unit(name=name, kind=kind, division=division, contact_name=contact_name, contact_phone=contact_phone)
    if not insert_unless_taken(made):
        raise RuleBroken(f"{division.name}已经有{name}了。", field="name")
    return made


@verb
def edit_unit(unit, *, name, kind, contact_name="", contact_phone=""):
    """Change what a unit is called and whom one asks there."""
    if Unit.objects.current().filter(division=unit.division, name=name).exclude(pk=unit.pk).exists():
        raise RuleBroken(f"这里已经有{name}了。", field="name")
    said = {"name": name, "kind": kind, "contact_name": contact_name, "contact_phone": contact_phone}
    Unit.objects.filter(pk=unit.pk).update(**said)


@verb
def report_headcount(unit, *, group, number, source, as_of, at):
    """How many people of a group the unit has, from a day on. Said again for the same day, the later word stands."""
    if as_of > timezone.localdate(at):
        raise RuleBroken("还没到的日子没有数，请写今天或以前。", field="as_of")
    if number < 1:
        raise RuleBroken("人数要大于 0。没有这类人就不用报。", field="number")
    if not source:
        raise RuleBroken("写一句这个数是哪来的，比如：单位人事名册。", field="source")
    Headcount.objects.update_or_create(
        unit=unit, group=group, as_of=as_of, defaults={"number": number, "source": source}
    )


@verb
def fill_roster(unit, *, group, rows, is_whole, at):
    """Put the people of a checked list on the unit's roster; the same list again changes nothing.

    `rows` come from `volunteers.rosterfile`. With `is_whole`, who is not on the list is taken off. Returns how many
    were added and how many taken off.
    """
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    before = {_key(entry): entry.pk for entry in RosterEntry.objects.filter(unit=unit, group=group)}
    wanted = {}
    for row in rows:
        entry = _entry(unit, group, row, at)
        wanted.setdefault(_key(entry), entry)
    fresh = [entry for key, entry in wanted.items() if key not in before]
    RosterEntry.objects.bulk_create(fresh, batch_size=2000)
    gone = [pk for key, pk in before.items() if key not in wanted] if is_whole else []
    RosterEntry.objects.filter(pk__in=gone).delete()
    link_rosters(RosterEntry.objects.filter(unit=unit, group=group))
    return len(fresh), len(gone)


def _entry(unit, group, row, at):
    return RosterEntry(
        unit=unit,
        group=group,
        name=row.name,
        name_key=lookup(row.name),
        document_key=lookup(row.document_no),
        phone_key=lookup(row.phone),
        tail=(row.document_no or row.phone)[-4:],
        added_at=at,
    )


def _key(entry):
    return entry.document_key or (entry.phone_key, entry.name_key)


@verb
def link_rosters(entries):
    """Tie entries of nobody known yet to the people who came since; returns how many were tied.

    By the document; else by phone and name together, for families share phones.
    """
    loose = list(entries.filter(person__isnull=True).defer("name"))
    people = _people({e.document_key for e in loose}, {e.phone_key for e in loose})
    known = {}
    for pk, document_key, phone_key, name in people:
        known.setdefault((phone_key, lookup(name)), pk)
        known[document_key] = pk
    known.pop("", None)
    found = []
    for entry in loose:
        entry.person_id = known.get(entry.document_key) or known.get((entry.phone_key, entry.name_key))
        if entry.person_id:
            found.append(entry)
    RosterEntry.objects.bulk_update(found, ["person"], batch_size=2000)
    return len(found)


def _people(documents, phones):
    told = Q(document_key__in=documents - {""}) | Q(phone_key__in=phones - {""})
    return Person.objects.filter(told).order_by("-pk").values_list("pk", "document_key", "phone_key", "name")


@verb
def link_person(person):
    """The same for one person who just came, on whichever lists he stands."""
    told = Q(phone_key=person.phone_key, name_key=lookup(person.name)) if person.phone_key else Q(pk__in=[])
    if person.document_key:
        told |= Q(document_key=person.document_key)
    RosterEntry.objects.filter(told, person__isnull=True).update(person=person)


@verb
def remind(unit, *, at, missing):
    """Tell the unit's contact, and who runs the place, how many are missing. At most once in the rule's days.

    No names go out: who is missing stands behind the log-in.
    """
    if not missing:
        raise RuleBroken(f"{unit.name}一个也不缺，不用提醒。")
    days = CoverageRule.objects.at(timezone.localdate(at), unit.county).get().remind_days
    due = Q(reminded_at__isnull=True) | Q(reminded_at__lte=at - timedelta(days=days))
    if not Unit.objects.filter(due, pk=unit.pk).update(reminded_at=at):
        last = timezone.localtime(Unit.objects.get(pk=unit.pk).reminded_at)
        raise RuleBroken(f"{last.month} 月 {last.day} 日刚提醒过，{days} 天内不再打扰。")
    text = f"{unit.name}还有 {missing} 人没有注册或没有本人确认，请看看名册，请他们本人来报名。"
    source = f"remind:{unit.pk}:{at:%Y%m%d%H%M%S}"
    for user in _who_runs(unit, at):
        link = f"/desk/coverage/units/{unit.pk}/"
        tell(user=user, text=text, link=link, source=f"{source}:{user.pk}", at=at, place=unit.place)
    if unit.contact_phone:
        tell(phone=unit.contact_phone, text=text, source=source, at=at, kind="alarm", place=unit.place)


def _who_runs(unit, at):
    """The managers of the nearest level that has any: village, township, county."""
    posts = Appointment.objects.current(timezone.localdate(at)).filter(role__in=MANAGING)
    for length in (12, 9, 6):
        if length <= len(unit.place):
            held = posts.filter(division=unit.place[:length]).select_related("user").order_by("pk")
            if users := {post.user_id: post.user for post in held}:
                return users.values()
    return []


@verb
def remind_all(place, *, at):
    """Remind every unit of a place that lags and was not reminded lately. Returns how many were told."""
    day = timezone.localdate(at)
    rule = CoverageRule.objects.at(day, place[:6]).get()
    missing = {pk: int(lacks) for pk, _, _, _, lacks in lacking(place, day, MOST)}
    due = Q(reminded_at__isnull=True) | Q(reminded_at__lte=at - timedelta(days=rule.remind_days))
    units = list(Unit.objects.filter(due, pk__in=missing).order_by("pk"))
    for unit in units:
        remind(unit, at=at, missing=missing[unit.pk])
    return len(units)
