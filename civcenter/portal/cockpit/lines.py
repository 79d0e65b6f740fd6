"""The rows behind a number, as lines of one list: what it is, where, when, and the page it has."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model
from django.urls import reverse

from civcenter.hierarchy.models import Division, Outpost, Population
from civcenter.kit.text import mask_name
from incentives.models import Entry
from orders.models import Event, Order, Review, Wish
from volunteers.models import (
    Backbone,
    Membership,
    Qualification,
    RosterEntry,
    ServiceRecord,
    Team,
    Volunteer,
)

SECONDS = 3600


@dataclass(frozen=True)
class Line:
    """One row: `at` is a moment or a day, `said` what the number takes of it."""

    title: str
    where: str = ""
    at: object = None
    said: str = ""
    url: str = ""

    @property
    def is_moment(self):
        return isinstance(self.at, datetime)


@dataclass(frozen=True)
class Shape:
    """How rows of one model are read: what is fetched with them, and the line they make."""

    parts: tuple
    line: Callable[[Model], Line]


def lines(rows):
    shape = SHAPES[rows[0].__class__] if rows else None
    return [shape.line(row) for row in rows]


def with_parts(queryset):
    return queryset.select_related(*SHAPES[queryset.model].parts)


def _where(division):
    parent = division.parent
    return f"{parent.name} {division.name}" if parent and len(division.pk) > 9 else division.name


def _wish(wish):
    title = wish.words.split("\n")[0][:28] or "（内容已抹去）"
    url = reverse("desk_orders:wish", args=[wish.pk])
    return Line(title, _where(wish.division), wish.created_at, wish.get_status_display().replace("您", "群众"), url)


def _order(order):
    url = reverse("desk_orders:order", args=[order.pk])
    return Line(order.title, _where(order.division), order.created_at, order.get_status_display(), url)


def _event(event):
    row = _wish(event.wish) if event.wish_id else _order(event.order)
    took = f"，用了 {event.took.total_seconds() / SECONDS:.1f} 小时" if hasattr(event, "took") else ""
    late = "，超了时限" if event.is_late else ""
    return Line(row.title, row.where, event.at, f"{event.label}{took}{late}", row.url)


def _review(review):
    row = _wish(review.wish)
    return Line(row.title, row.where, review.at, f"{review.stars} 星", row.url)


def _volunteer(volunteer):
    url = reverse("desk_volunteers:volunteer", args=[volunteer.pk])
    name = mask_name(volunteer.person.name)
    return Line(name, _where(volunteer.division), volunteer.applied_at, volunteer.get_status_display(), url)


def _of_volunteer(row, at, said):
    line = _volunteer(row.volunteer)
    return Line(line.title, line.where, at, said, line.url)


def _record(record):
    name = mask_name(record.volunteer.person.name)
    return Line(f"{record.title} · {name}", _where(record.division), record.started_at, f"{record.minutes} 分钟")


def _team(team):
    url = reverse("desk_volunteers:team", args=[team.pk])
    return Line(team.name, _where(team.division), team.founded_on, team.get_kind_display(), url)


def _entry(entry):
    name = mask_name(entry.credit.person.name)
    return Line(f"{entry.words} · {name}", _where(entry.credit.person.division), entry.at, f"{entry.points:g} 分")


def _outpost(outpost):
    return Line(outpost.name, _where(outpost.division), url=reverse("portal:outpost", args=[outpost.pk]))


SHAPES = {
    Wish: Shape(("division__parent",), _wish),
    Order: Shape(("division__parent",), _order),
    Event: Shape(("wish__division__parent", "order__division__parent"), _event),
    Review: Shape(("wish__division__parent",), _review),
    Volunteer: Shape(("person", "division__parent"), _volunteer),
    ServiceRecord: Shape(("volunteer__person", "division__parent"), _record),
    Qualification: Shape(
        ("volunteer__person", "volunteer__division__parent", "training"),
        lambda row: _of_volunteer(row, row.passed_on, row.training.name),
    ),
    Backbone: Shape(
        ("volunteer__person", "volunteer__division__parent", "stage"),
        lambda row: _of_volunteer(row, row.since, row.stage.name),
    ),
    Membership: Shape(
        ("volunteer__person", "volunteer__division__parent", "team"),
        lambda row: _of_volunteer(row, row.joined_at, row.team.name),
    ),
    RosterEntry: Shape(
        ("unit__division__parent", "group"),
        lambda row: Line(mask_name(row.name), row.unit.name, said=row.group.name),
    ),
    Team: Shape(("division__parent",), _team),
    Entry: Shape(("credit__person__division__parent",), _entry),
    Outpost: Shape(("division__parent",), _outpost),
    Division: Shape(("parent",), lambda row: Line(row.name, row.parent.name if row.parent else "")),
    Population: Shape(
        ("division__parent",), lambda row: Line(row.division.name, row.source, said=f"{row.year} 年 {row.residents} 人")
    ),
}
