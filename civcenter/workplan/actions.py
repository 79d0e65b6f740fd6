"""The only writers of tasks."""

from django.utils import timezone

from civcenter.accounts.running import manages, runners_told
from civcenter.kit.errors import NotYours, OutOfTurn, RuleBroken
from civcenter.kit.rows import insert_unless_taken
from civcenter.kit.verbs import verb
from civcenter.workplan.models import Assignment


@verb
def assign(*, source, unit, title, due_on, at, by=None, words="", link=""):
    """Give an outpost a task; the same source again is the task that it was. Returns it.

    Whoever calls has asked whether `by` may; rules and clocks give tasks too, by nobody's hand.
    """
    if due_on < timezone.localdate(at):
        raise RuleBroken("做完的日子不能早于今天。", field="due_on")
    row = Assignment(
        source=source, unit=unit, division_id=unit.division_id, title=title[:80], words=words[:300], link=link,
        due_on=due_on, given_by=by, given_at=at,
    )  # fmt: skip
    if not insert_unless_taken(row):
        return Assignment.objects.get(source=source)
    text = f"有一件任务派给您这里：{row.title}，{due_on.month} 月 {due_on.day} 日前做完。"
    runners_told(unit, text=text, link="/desk/assignments/", source=f"assignment:{row.pk}", at=at)
    return row


@verb
def finish(task, *, by, at, outcome):
    """The outpost says how it came out; said once."""
    if not manages(by, task.unit, at):
        raise NotYours("任务由接任务的所站来报。")
    if not outcome:
        raise RuleBroken("写一句做成什么样。", field="outcome")
    done = Assignment.objects.open().filter(pk=task.pk)
    if not done.update(done_at=at, done_by=by, outcome=outcome[:300]):
        raise OutOfTurn("报完成")
