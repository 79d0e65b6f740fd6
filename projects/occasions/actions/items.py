"""One thing of a plan: put in, put on a day, done or not done."""

from copy import copy

from django.utils import timezone

from civcenter.accounts.running import manages
from civcenter.kit.errors import NotYours, OutOfTurn, RuleBroken
from civcenter.kit.rows import insert_unless_taken
from civcenter.kit.text import clean
from civcenter.kit.verbs import verb
from projects.occasions.choices import ItemState, PlanStatus
from projects.occasions.models import Plan, PlanItem
from projects.occasions.wording import read


@verb
def add_item(plan, *, title, by, at, source, month=None, day=None, **details):
    """One more thing; the same source twice is one. Into an agreed year it comes as an extra, so month ⊂ year holds."""
    _runs(by, plan.outpost, at)
    item = PlanItem(
        plan_id=plan.parent_id or plan.pk,
        division_id=plan.division_id,
        month=day.month if day else month or plan.month or timezone.localdate(at).month,
        day=day,
        title=clean(title)[:60],
        source=source,
        is_extra=(plan.parent or plan).status == PlanStatus.APPROVED,
        **details,
    )
    _fits(item, plan.year)
    if not insert_unless_taken(item):
        return PlanItem.objects.get(plan=item.plan_id, source=source)
    return item


@verb
def take_offer(plan, occasion, *, day, by, at):
    """Put an occasion of the place on the list, as drafting would have; its day stands in the occasion's own rule."""
    if not any(first <= day <= last for first, last in read(occasion.rule).spans(day.year)):
        raise RuleBroken("这天不是这个节令的日子。刷新一下再排。")
    return add_item(
        plan,
        title=occasion.planned_title,
        source=occasion.source_on(day),
        occasion=occasion,
        kind=occasion.service_kind,
        checklist=occasion.checklist,
        day=day,
        by=by,
        at=at,
    )


@verb
def edit_item(item, *, by, at, **changes):
    """Another day, hour, place or who leads. What was done or dropped is no longer moved."""
    plan, meant = _own(item, by, at), copy(item)
    for name, value in changes.items():
        setattr(meant, name, value)
    _fits(meant, plan.year)
    _change(item, "改", **changes, month=meant.day.month if meant.day else item.month)


@verb
def drop_item(item, *, reason, by, at):
    """It is not held after all, and why; it stays on the list, so drafting again does not bring it back."""
    _own(item, by, at)
    if not reason:
        raise RuleBroken("写一句为什么不办。", field="reason")
    _change(item, "不办", state=ItemState.DROPPED, reason=reason[:100])


@verb
def restore_item(item, *, by, at):
    """It is held after all."""
    _own(item, by, at)
    if not PlanItem.objects.filter(pk=item.pk, state=ItemState.DROPPED).update(state=ItemState.PLANNED, reason=""):
        raise OutOfTurn("恢复")


@verb
def hold_item(item, *, attended, by, at, day=None):
    """It was held, on its day or another one that is past, by so many people; said by who runs the outpost."""
    plan, day = _own(item, by, at), day or item.day
    if day is None or day > timezone.localdate(at):
        raise RuleBroken("还没到那天呢。办完了再来记。", field="day")
    if day.year != plan.year:
        raise RuleBroken(f"这件事在 {plan.year} 年的计划里，日子要在这一年。", field="day")
    if attended < 1:
        raise RuleBroken("来了几个人？一个人都没来就记“不办”，写上原因。", field="attended")
    _change(item, "办了", state=ItemState.HELD, attended=attended, day=day, month=day.month)


def _change(item, label, **changes):
    if not PlanItem.objects.filter(pk=item.pk, state=ItemState.PLANNED).update(**changes):
        raise OutOfTurn(label)
    item.refresh_from_db(fields=list(changes))


def _own(item, by, at):
    plan = Plan.objects.select_related("outpost__division").get(pk=item.plan_id)
    _runs(by, plan.outpost, at)
    return plan


def _runs(by, outpost, at):
    if not manages(by, outpost, at):
        raise NotYours("这个阵地的计划不归您排。")


def _fits(item, year):
    if item.day and item.day.year != year:
        raise RuleBroken(f"这是 {year} 年的计划，日子要在这一年。", field="day")
    if item.ends and not (item.begins and item.begins < item.ends):
        raise RuleBroken("几点结束要在几点开始之后。", field="ends")
