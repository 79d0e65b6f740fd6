"""What a place keeps: its markets, fairs, seasons and own days, since and until when."""

from datetime import timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from civcenter.accounts.duties import Duty
from civcenter.kit.errors import NotYours, RuleBroken
from civcenter.kit.rows import insert_unless_taken
from civcenter.kit.text import clean
from civcenter.kit.verbs import verb
from projects.occasions.models import Occasion
from projects.occasions.wording import read


@verb
def add_occasion(*, division, name, kind, rule, since, by, at, until=None, advice="", service_kind=None):
    """Say from when on a place keeps a day; the rule must be one we can read, and the name free in these days."""
    _runs(by, division.pk)
    read(rule)
    if until and until < since:
        raise RuleBroken("最后一天要在第一天之后。", field="until")
    row = Occasion(
        division=division,
        name=clean(name)[:30],
        kind=kind,
        rule=clean(rule)[:60],
        effective=DateRange(since, until and until + timedelta(days=1)),
        advice=clean(advice)[:40],
        service_kind=service_kind,
    )
    if not insert_unless_taken(row):
        raise RuleBroken(
            f"{division.name}这些日子里已经有一条叫“{row.name}”的。先给原来那条定最后一天，再添新的。", field="name"
        )
    return row


@verb
def end_occasion(row, *, last, by, at):
    """The last day it holds, today or later: what was announced for days gone by stays."""
    _runs(by, row.place)
    if last < timezone.localdate(at):
        raise RuleBroken("最后一天不能早于今天：过去的日子已经告诉过大家了。", field="last")
    if last < row.effective.lower:
        raise RuleBroken(f"这条从 {row.effective.lower} 才开始，最后一天不能比它早。", field="last")
    Occasion.objects.filter(pk=row.pk).update(effective=DateRange(row.effective.lower, last + timedelta(days=1)))


def _runs(by, place):
    if not by.holds(Duty.MANAGE, place):
        raise NotYours("这个地方的日子不归您定。请找管这里的同事。")
