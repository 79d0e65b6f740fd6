"""张榜评议: a list is put together, judged, hung out, objected to, answered, and booked by the clock."""

import hashlib
import json
from datetime import timedelta

from django.utils import timezone

from civcenter.accounts.duties import Duty
from civcenter.accounts.models import Appointment
from civcenter.accounts.roles import MANAGING
from civcenter.kit.errors import OutOfTurn, RuleBroken
from civcenter.kit.rows import insert_unless_taken
from civcenter.kit.verbs import verb
from civcenter.kit.worktime import add_work_minutes
from civcenter.notices.actions import tell
from civcenter.residents.models import Person
from civcenter.rules.models import calendar_for
from incentives.actions.corrections import OFFICIAL, bar_second, close, in_office, over_the_month, settle_manual
from incentives.choices import ManualStatus, ObjectionStatus, PostingStatus
from incentives.models import ManualEntry, Objection, Posting, PostingRule

WORKING_DAY = 8 * 60
LONGEST = timedelta(days=90)
"""No rule's working days reach further."""

MOST = 300
"""Lines of one list; a longer one nobody reads."""

LINES = ManualEntry.objects.select_related(
    "account__person__user", "account__person__staff", "account__household", "rule", "proposed_by"
)
"""With everything that a line is shown and judged by."""


def _manages(by, place):
    if not by.holds(Duty.MANAGE, place):
        raise RuleBroken("这张榜不归您管，请让管这里的同事来办。")


def rule_of(place, at):
    """How long lists hang in this county now."""
    return PostingRule.objects.at(timezone.localdate(at), place[:6]).get()


@verb
def draft_posting(*, division, title, by, at):
    """凑一批: a new list of a place, still empty."""
    _manages(by, division.pk)
    return Posting.objects.create(division=division, title=title[:40], drafted_by=by, drafted_at=at)


def candidates(posting):
    """Proposed lines that may be put on the list: of its place, on no other list, never a minus."""
    return LINES.loose().filter(takes=False, rule__isnull=False).within([posting.division_id])


@verb
def put_on(posting, *, entries, by, at):
    """Choose what stands on a list that nobody has hung out yet; what is not chosen is taken off it."""
    _manages(by, posting.place)
    _locked(posting, PostingStatus.DRAFT, "改榜单")
    chosen = {entry.pk for entry in entries}
    if len(chosen) > MOST:
        raise RuleBroken(f"一张榜最多 {MOST} 笔，请分两张。")
    ManualEntry.objects.filter(posting=posting).exclude(pk__in=chosen).update(posting=None)
    free = candidates(posting).filter(pk__in=chosen).values("pk")
    ManualEntry.objects.filter(pk__in=list(free.values_list("pk", flat=True))).update(posting=posting)


def _locked(posting, status, label):
    row = Posting.objects.select_for_update(no_key=True).filter(pk=posting.pk, status=status).first()
    if row is None:
        raise OutOfTurn(label)
    return row


def lines_of(posting):
    """The lines as they hang, in the order of the paper."""
    return LINES.filter(posting=posting).order_by("pk")


def digest(posting, lines):
    """One hash over what hangs: numbers, whose account, for what, how many points. Names are not in it, so that
    somebody may take back his consent to be named while the list hangs."""
    rows = [[line.pk, line.account_id, line.code, f"{line.points:.2f}", line.reason] for line in lines]
    said = json.dumps([posting.pk, posting.title, rows], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def bar_to_hang(user, posting, lines):
    """Why this log-in may not hang the list out; empty where he may. He is the second person of every line."""
    if not user.holds(Duty.MANAGE, posting.place):
        return "这张榜不归您管，请让管这里的同事来办。"
    return bar_second(user, *lines)


@verb
def hang_out(posting, *, met_on, who_met, by, at):
    """张榜: the list hangs for the rule's working days. Who hangs it out proposed none of it and is named in none."""
    row, lines = _locked(posting, PostingStatus.DRAFT, "张榜"), list(lines_of(posting))
    if not lines:
        raise RuleBroken("榜上还没有一笔，先凑一批。")
    why = bar_to_hang(by, row, lines)
    if why:
        raise RuleBroken(why)
    if met_on > timezone.localdate(at):
        raise RuleBroken("评议会还没开，开过再张榜。", field="met_on")
    rule = rule_of(row.place, at)
    Posting.objects.filter(pk=row.pk).update(
        status=PostingStatus.POSTED, rule=rule, met_on=met_on, who_met=who_met[:200], posted_by=by, posted_at=at,
        notice_until=_after(at, rule.notice_days), digest=digest(row, lines),
    )  # fmt: skip
    posting.refresh_from_db()
    return posting


def _after(at, days):
    day = timezone.localdate(at)
    return add_work_minutes(at, days * WORKING_DAY, calendar_for(day, day + LONGEST))


@verb
def withdraw_posting(posting, *, by, at, reason):
    """撤下: the list is taken down with a reason; nothing of it is booked, its lines may go on another list."""
    _manages(by, posting.place)
    if not reason:
        raise RuleBroken("撤下要写一句原因，榜上会看到。", field="reason")
    open_ones = Posting.objects.filter(pk=posting.pk, status__in=(PostingStatus.DRAFT, PostingStatus.POSTED))
    if not open_ones.update(status=PostingStatus.WITHDRAWN, reason=reason[:100]):
        raise OutOfTurn("撤下")
    left = list(Objection.objects.open().filter(entry__posting=posting).select_related("entry", "by"))
    if by.pk in {objection.by_id for objection in left}:
        raise RuleBroken("榜上有您自己提的意见，要请别的同事来撤。")
    for objection in left:
        _answered(objection, ObjectionStatus.CHANGED, f"榜撤下了：{reason}", "", by, at)


@verb
def object_to_line(manual, *, words, by, at):
    """提意见: anybody who is logged in, while the list hangs, once a line. Until it is answered the line waits."""
    posting = Posting.objects.select_for_update(no_key=True, of=("self",)).hanging().filter(entries=manual).first()
    held = LINES.waiting().filter(pk=manual.pk).first()
    if posting is None or held is None or posting.notice_until <= at:
        raise RuleBroken("这张榜的公示期过了。有意见请到站上说。")
    if by.holds(Duty.MANAGE, posting.place):
        raise RuleBroken("这张榜归您管，不用提意见：在工作台上改或撤下。")
    if not words:
        raise RuleBroken("写一句哪里不对。", field="words")
    due = _after(at, posting.rule.answer_days)
    row = Objection(entry=held, by=by, words=words[:200], at=at, due_at=due)
    if not insert_unless_taken(row):
        raise RuleBroken("这一笔您已经提过了，站里正在看。")
    _call(held, posting.division, f"objection:{row.pk}", "榜上有人提了意见，要答复。", at)
    return row


def _call(manual, place, source, text, at):
    """Tell whoever runs a place, but not who proposed the line: he does not answer. Nobody left: the level above."""
    held = Appointment.objects.current(timezone.localdate(at)).filter(role__in=MANAGING)
    held = held.exclude(user=manual.proposed_by_id).select_related("user")
    while not (posts := list(held.filter(division=place))) and place.parent:
        place = place.parent
    link = f"/desk/postings/{manual.posting_id}/"
    for post in posts:
        tell(user=post.user, text=text, link=link, source=f"{source}:{post.user_id}", at=at)


def bar_to_answer(user, objection):
    """Why this log-in may not answer; empty where he may: a second person, and not the one who objects."""
    if not user.holds(Duty.MANAGE, objection.place):
        return "这条意见不归您管，请管这里的同事来答。"
    if user.pk == objection.by_id or objection.by.phone_key in Person.objects.own_phones(user):
        return "您自己提的意见，要请别的同事来答。"
    return bar_second(user, objection.entry)


@verb
def answer(objection, *, keep, words, by, at, shown=""):
    """不改 or 改，这笔不记: with an answer that hangs beside the line. After the days a kept line is booked at once."""
    why = bar_to_answer(by, objection)
    if why:
        raise RuleBroken(why)
    if not words:
        raise RuleBroken("答复要写一句，会贴在榜上。", field="words")
    posting = Posting.objects.select_for_update(no_key=True).get(pk=objection.entry.posting_id)
    _answered(objection, ObjectionStatus.KEPT if keep else ObjectionStatus.CHANGED, words, shown, by, at)
    if not keep:
        _strike(objection.entry, words, by, at)
    if posting.status == PostingStatus.POSTED and posting.notice_until <= at:
        settle_posting(posting, at=at)


def _answered(objection, status, words, shown, by, at):
    details = {"answered_by": by, "answered_at": at, "answer": words[:200], "shown": shown[:200]}
    if not Objection.objects.open().filter(pk=objection.pk).update(status=status, **details):
        raise OutOfTurn("答复")
    text, link = f"您对榜上一笔的意见答复了：{words}", f"/postings/{objection.entry.posting_id}/"
    tell(user=objection.by, text=text, link=link, source=f"objection:{objection.pk}:answered", at=at)


def _strike(manual, words, by, at):
    """The line is not booked; whatever else was said against it has its answer with that."""
    held = ManualEntry.objects.select_for_update(no_key=True).waiting().filter(pk=manual.pk).first()
    if held is None:
        raise OutOfTurn("答复")
    close(held, ManualStatus.REFUSED, by=by, at=at, refusal=words[:100])
    others = Objection.objects.open().filter(entry=manual).exclude(by=by).select_related("entry", "by")
    for other in others:
        _answered(other, ObjectionStatus.CHANGED, words, "", by, at)


@verb
def settle_posting(posting, *, at):
    """入账: book every line nobody waits for an answer on, once; returns how many. May be called again at any time.

    What the month's cap, or a post taken meanwhile, stands in the way of is refused with that reason, so that one
    line never holds the others up.
    """
    row = Posting.objects.select_for_update(no_key=True).due(at).filter(pk=posting.pk).first()
    if row is None:
        return 0
    waiting = LINES.select_for_update(no_key=True, of=("self",)).waiting().filter(posting=row)
    asked = Objection.objects.open().filter(entry__posting=row).values("entry")
    booked = [_settle_line(line, row.posted_by, at) for line in waiting.exclude(pk__in=asked).order_by("account", "pk")]
    if not ManualEntry.objects.waiting().filter(posting=row).exists():
        Posting.objects.filter(pk=row.pk).update(status=PostingStatus.SETTLED, settled_at=at)
    return sum(booked)


def _settle_line(line, by, at):
    why = _bar_now(line, at)
    if why:
        close(line, ManualStatus.REFUSED, by=by, at=at, refusal=why[:100])
        return False
    settle_manual(line, by=by, at=at)
    return True


def _bar_now(line, at):
    """What has come between since it was proposed."""
    if in_office(line.account, line.happened_on, timezone.localdate(at)):
        return OFFICIAL
    return over_the_month(line, at)


def settle_due_postings(*, at):
    """The nightly task: book lists whose days are over, each in a transaction of its own; say what waits too long."""
    remind_of_objections(at=at)
    due = list(Posting.objects.due(at).order_by("pk"))
    return sum(settle_posting(posting, at=at) for posting in due)


def remind_of_objections(*, at):
    """An objection that was not answered in time is told to the level above, once."""
    late = Objection.objects.open().filter(due_at__lte=at).select_related("entry__posting__division__parent")
    for objection in late:
        place = objection.entry.posting.division
        text = "榜上有条意见过了答复的日子还没答，请您来答。"
        _call(objection.entry, place.parent or place, f"objection:{objection.pk}:late", text, at)
