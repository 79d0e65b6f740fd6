"""A plan goes up, and comes back agreed or with a sentence of what to mend."""

from django.db.models import Q

from civcenter.accounts.running import manages, runners_told
from civcenter.kit.errors import NotYours, OutOfTurn, RuleBroken
from civcenter.kit.verbs import verb
from projects.occasions.choices import EDITABLE, PlanStatus
from projects.occasions.links import plan_page
from projects.occasions.models import Plan, PlanItem


@verb
def submit(plan, *, by, at):
    """Send it to the level above. A month goes up when each of its things has a day."""
    if not manages(by, plan.outpost, at):
        raise NotYours("这个阵地的计划不归您送审。")
    items = PlanItem.objects.of(plan).live()
    if not items.exists():
        raise RuleBroken("还一件事都没有排。先排上几件再送。")
    if plan.month and (undated := items.filter(day__isnull=True).count()):
        raise RuleBroken(f"还有 {undated} 件没定哪天。定好再送，别的都还在。")
    _move(plan, EDITABLE, PlanStatus.SUBMITTED, "送审", submitted_by=by, submitted_at=at, decided_by=None, reason="")
    above = plan.outpost.above or plan.outpost
    _say(plan, above, f"{plan.outpost.name}的{plan}等您审。", "submitted", at)


@verb
def take_back(plan, *, by, at):
    """Whoever sent it takes it back as long as nobody has answered."""
    if not manages(by, plan.outpost, at):
        raise NotYours("这个阵地的计划不归您收回。")
    _move(plan, [PlanStatus.SUBMITTED], PlanStatus.DRAFT, "收回")


@verb
def approve(plan, *, by, at):
    """The level above agrees; for the centre's own plan another person of its office."""
    _judges(by, plan, at)
    _move(plan, [PlanStatus.SUBMITTED], PlanStatus.APPROVED, "同意", decided_by=by, decided_at=at)
    _say(plan, plan.outpost, f"{plan}上级同意了，照着办就行。", "approved", at)


@verb
def send_back(plan, *, reason, by, at):
    """The level above says what to mend; everything stays as it was."""
    _judges(by, plan, at)
    if not reason:
        raise RuleBroken("退回要写一句要改什么。", field="reason")
    words = {"decided_by": by, "decided_at": at, "reason": reason[:100]}
    _move(plan, [PlanStatus.SUBMITTED], PlanStatus.SENT_BACK, "退回", **words)
    _say(plan, plan.outpost, f"{plan}退回来改：{reason[:40]}", "sent-back", at)


def judges(by, plan, at):
    """Whether the log-in runs the level above (the centre's own level above itself) and did not submit it."""
    return by.pk != plan.submitted_by_id and manages(by, plan.outpost.above or plan.outpost, at)


def _judges(by, plan, at):
    if by.pk == plan.submitted_by_id:
        raise NotYours("您送的，要请另一位来审。")
    if not judges(by, plan, at):
        raise NotYours("这份计划由上一级审，不归您。")


def _move(plan, sources, target, label, **changes):
    moved = Plan.objects.filter(~Q(status=target), pk=plan.pk, status__in=sources).update(status=target, **changes)
    if not moved:
        raise OutOfTurn(label)
    plan.refresh_from_db(fields=["status", *changes])


def _say(plan, outpost, text, step, at):
    link = plan_page(plan.outpost_id, plan.year, plan.month)
    runners_told(outpost, text=text, link=link, source=f"plan:{plan.pk}:{step}:{at:%Y%m%d%H%M%S}", at=at)
