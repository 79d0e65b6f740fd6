"""Policies, who is under them, and the list the insurer gets."""

from datetime import timedelta

from django.db.backends.postgresql.psycopg_any import DateRange

from civcenter.accounts.duties import Duty
from civcenter.kit.errors import NotYours, RuleBroken
from civcenter.kit.rows import insert_unless_taken
from civcenter.kit.verbs import verb
from civcenter.residents.models import RevealLog
from volunteers.models import Cover, Policy

DAY = timedelta(days=1)


@verb
def add_policy(*, division, insurer, number, first_on, last_on, covers, cost_per_head, by, at):
    """A policy the county signed; both days are covered."""
    if not by.holds(Duty.PREPARE, division.pk):
        raise NotYours("保单由县中心办公室来登记。")
    if last_on < first_on:
        raise RuleBroken("最后一天不能早于第一天。", field="last_on")
    policy = Policy(
        division=division,
        insurer=insurer,
        number=number,
        period=DateRange(first_on, last_on + DAY),
        covers=covers,
        cost_per_head=cost_per_head,
    )
    if not insert_unless_taken(policy):
        raise RuleBroken("这家公司的这个保单号已经登记过了。", field="number")
    return policy


@verb
def insure(policy, *, volunteers, first_on, last_on, by, at):
    """Put volunteers under a policy for some days of it; who already is on one of these days stays as he is.

    Returns how many are new.
    """
    if first_on < policy.period.lower or last_on >= policy.period.upper or last_on < first_on:
        last = policy.period.upper - DAY
        raise RuleBroken(f"要在保单的 {policy.period.lower} 到 {last} 之内。", field="first_on")
    for volunteer in volunteers:
        if volunteer.county != policy.county or not by.holds(Duty.REVIEW_VOLUNTEERS, volunteer.place):
            raise NotYours("只能给自己管的、本县的志愿者上保险。")
    period = DateRange(first_on, last_on + DAY)
    rows = [
        Cover(policy=policy, volunteer=volunteer, period=period, entered_by=by, entered_at=at)
        for volunteer in sorted(volunteers, key=lambda one: one.pk)
    ]
    return sum(insert_unless_taken(row) for row in rows)


@verb
def uncover(cover, *, by, last_on, today):
    """End a cover early: its last day moves forward, or it never began. What is past was covered and stays so."""
    if not by.holds(Duty.REVIEW_VOLUNTEERS, cover.volunteer.place):
        raise NotYours("只能改自己管的志愿者的保险。")
    if last_on + DAY >= cover.period.upper:
        raise RuleBroken("这一天不比原来早，没有改。", field="last_on")
    if last_on < today - DAY and cover.period.lower < today:
        raise RuleBroken("过去的日子已经保过了，最早写昨天。", field="last_on")
    if last_on < cover.period.lower:
        Cover.objects.filter(pk=cover.pk).delete()
    else:
        Cover.objects.filter(pk=cover.pk).update(period=DateRange(cover.period.lower, last_on + DAY))


@verb
def roster(policy, *, by, at, reason):
    """The rows for the insurer, with whole document numbers: against a reason, by who may reveal, and logged.

    Each row: name, kind of document, number, first and last day.
    """
    if not by.holds(Duty.REVEAL, policy.place):
        raise NotYours("带证件号的名单由县里能看联系方式的同事导出。")
    if len(reason.strip()) < 2:
        raise RuleBroken("写一句导出来做什么，会留下记录。", field="reason")
    people = policy.people.select_related("volunteer__person").order_by("volunteer", "period")
    rows = [
        (
            cover.volunteer.person.name,
            cover.volunteer.person.get_document_kind_display(),
            cover.volunteer.person.document_no,
            cover.period.lower,
            cover.period.upper - DAY,
        )
        for cover in people
    ]
    RevealLog.objects.create(
        division_id=policy.place,
        user=by,
        about=f"保单 {policy.pk}，{len(rows)} 人",
        what="证件号码（投保名单）",
        reason=reason.strip()[:100],
        at=at,
    )
    return rows
