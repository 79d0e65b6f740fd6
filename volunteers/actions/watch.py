"""Who or what says that hours are odd: the night, anybody while they are on public notice, the volunteer himself."""

from datetime import timedelta

from django.utils import timezone

from civcenter.kit.errors import RuleBroken
from civcenter.kit.rows import insert_unless_taken
from civcenter.kit.verbs import verb
from volunteers import detectors
from volunteers.choices import RecordStatus, SuspicionKind, SuspicionStatus
from volunteers.models import ServiceRecord, Suspicion, WatchRule

RAISED = "这条已经有人提过了，正在看或已经定了，不用再提。"


@verb
def watch(*, at):
    """Look at every county that noted hours lately; returns how many are new. May run twice."""
    lately = ServiceRecord.objects.filter(noted_at__gt=at - detectors.LATELY).order_by()
    counties = sorted(lately.values_list("county", flat=True).distinct())
    day = timezone.localdate(at)
    found = [detectors.run(county, WatchRule.objects.at(day, county).get(), at) for county in counties]
    return sum(sum(kinds.values()) for kinds in found)


@verb
def object_to(record, *, by, at, words):
    """Anybody who is logged in, while the hours are on public notice: they wait until somebody has looked."""
    if record.status != RecordStatus.NOTED or record.notice_until <= at:
        raise RuleBroken("这条已经不在公示了。有意见请到站上说。")
    return _raise(record, SuspicionKind.OBJECTION, by, at, words)


@verb
def appeal(record, *, by, at, words):
    """The volunteer says that his own record is wrong; the hours stay as they are until somebody has looked.

    Where the answer does not convince him he may say so once more, within the rule's days: then the level above
    looks, and that is the last word.
    """
    person = record.volunteer.person
    if by.pk not in (person.user_id, person.staff_id):
        raise RuleBroken("申诉要本人来提。")
    first = Suspicion.objects.filter(record=record, kind=SuspicionKind.APPEAL).first()
    if first is None:
        return _raise(record, SuspicionKind.APPEAL, by, at, words)
    return _raise(record, SuspicionKind.SECOND, by, at, words, after=_answered(first, at))


def _answered(appeal, at):
    """The first appeal, if its answer may still be appealed from; raises what stands in the way."""
    if appeal.status == SuspicionStatus.OPEN:
        raise RuleBroken(RAISED)
    rule = WatchRule.objects.at(timezone.localdate(at), appeal.record.county).get()
    if at > appeal.decided_at + timedelta(days=rule.second_days):
        raise RuleBroken(f"再次申诉要在答复后 {rule.second_days} 天内提，这条已经过了。还有话说，请到站上讲。")
    return appeal


def _raise(record, kind, by, at, words, after=None):
    if not words:
        raise RuleBroken("写一句哪里不对。", field="words")
    row = Suspicion(record=record, kind=kind, words=words[:200], found_at=at, raised_by=by, after=after)
    if not insert_unless_taken(row):
        raise RuleBroken(RAISED)
    return row
