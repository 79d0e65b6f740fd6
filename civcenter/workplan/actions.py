"""The only writers of tasks, letters, what meetings decided, and who leads where."""

from collections import defaultdict
from datetime import timedelta

from django.utils import timezone

from civcenter.accounts.duties import Duty
from civcenter.accounts.running import manages, runners_told
from civcenter.hierarchy.models import Outpost
from civcenter.kit.errors import NotYours, OutOfTurn, RuleBroken
from civcenter.kit.rows import insert_unless_taken
from civcenter.kit.verbs import verb
from civcenter.workplan.models import Assignment, Letter, Milestone, Paper, Point, Receipt, Seat, Shift

WHOLE = 100
SOON = timedelta(days=3)
"""So many days before its day a task is remembered."""
ENDING = timedelta(days=60)
"""So long before a term ends the office is told."""


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


def _runs(by, unit):
    if not by.holds(Duty.MANAGE, unit.division_id):
        raise NotYours("给这个所站派任务不在您的职责里。请找管它的同事。")


@verb
def give(*, unit, title, due_on, by, at, words="", owner="", source=""):
    """Somebody who runs the unit or a level above gives it a task of its own."""
    _runs(by, unit)
    source = source or f"given:{by.pk}:{unit.pk}:{due_on:%Y%m%d}:{title}"[:80]
    task = assign(source=source, unit=unit, title=title, due_on=due_on, at=at, by=by, words=words)
    if owner:
        Assignment.objects.filter(pk=task.pk).update(owner=owner)
    return task


# The year's letter


@verb
def begin_letter(*, division, year, title, by, at):
    """The county's letter of a year, to be filled and issued; there is one a year."""
    letter = Letter(division=division, year=year, title=title)
    if not insert_unless_taken(letter):
        raise RuleBroken(f"{year} 年的任务书已经有了，改那一份就行。", field="year")
    return letter


@verb
def put_task(letter, *, unit, section, title, share, owner, proof, starts_on, due_on, by, at, parent=None):
    """A task of a letter that is open to change."""
    _opened(letter)
    if starts_on > due_on:
        raise RuleBroken("开始的日子晚于做完的日子。", field="due_on")
    task = Assignment(
        source=f"letter:{letter.pk}:{parent.pk if parent else 0}:{unit.pk}:{title}"[:80],
        unit=unit,
        division_id=unit.division_id,
        title=title,
        letter=letter,
        parent=parent,
        section=parent.section if parent else section,
        share=share,
        owner=owner,
        proof=proof,
        starts_on=starts_on,
        due_on=due_on,
        given_by=by,
        given_at=at,
    )
    if not insert_unless_taken(task):
        raise RuleBroken("这个所站已经有叫这个名字的一项，换个名字。", field="title")
    return task


def _opened(letter):
    """The letter's row, locked; refused where it is issued."""
    row = Letter.objects.select_for_update().get(pk=letter.pk)
    if not row.is_open:
        raise RuleBroken("任务书已经下发。要改，先点“改一版”，改好再下发。")
    return row


@verb
def issue(letter, *, by, at):
    """The shares make 100 at each level, or the sentence of where they do not. Every unit of it is told."""
    row = _opened(letter)
    tasks = list(Assignment.objects.filter(letter=row).select_related("parent", "unit"))
    if not tasks:
        raise RuleBroken("任务书里还没有任务。")
    sums = defaultdict(int)
    for task in tasks:
        sums[task.parent] += task.share
    wrong = [
        f"“{parent.title if parent else '整份任务书'}”是 {total}%" for parent, total in sums.items() if total != WHOLE
    ]
    if wrong:
        raise RuleBroken(f"各项加起来要正好 100%：{'；'.join(wrong)}。")
    row.version, row.is_open, row.issued_at, row.issued_by = row.version + 1, False, at, by
    row.save(update_fields=["version", "is_open", "issued_at", "issued_by"])
    text = f"{row.title}第 {row.version} 版下发了，请看您这里的任务，看过点“签收”。"
    for unit in {task.unit for task in tasks}:
        link = f"/desk/workplan/{row.pk}/letter/{unit.pk}/"
        runners_told(unit, text=text, link=link, source=f"letter:{row.pk}:{row.version}:{unit.pk}", at=at)
    return row


@verb
def revise(letter, *, by, at):
    """Open an issued letter for its next version."""
    if not Letter.objects.filter(pk=letter.pk, is_open=False).update(is_open=True):
        raise OutOfTurn("改一版")


@verb
def sign_for(letter, *, unit, by, at):
    """A unit has read its part of this version; twice is once."""
    if not manages(by, unit, at):
        raise NotYours("任务书由接任务的所站签收。")
    insert_unless_taken(Receipt(letter=letter, version=letter.version, unit=unit, by=by, at=at))


# 施工图


@verb
def mark(task, *, title, due_on, by, at):
    """A point of the task's way; not after its day."""
    _runs(by, task.unit)
    if due_on > task.due_on:
        raise RuleBroken("节点不能晚于任务做完的日子。", field="due_on")
    return Milestone.objects.create(task=task, title=title, due_on=due_on)


@verb
def reach(milestone, *, by, at):
    """The unit says that it got there."""
    if not manages(by, milestone.task.unit, at):
        raise NotYours("节点由接任务的所站来报。")
    if not Milestone.objects.filter(pk=milestone.pk, reached_at=None).update(reached_at=at, reached_by=by):
        raise OutOfTurn("报节点")


@verb
def report(task, *, progress, by, at):
    """How far it is, in per cent; done is said by `finish`."""
    if not manages(by, task.unit, at):
        raise NotYours("进度由接任务的所站来报。")
    Assignment.objects.open().filter(pk=task.pk).update(progress=min(progress, WHOLE - 1))


@verb
def wait_for(task, *, other, by, at):
    """The task begins after the other one; a ring of tasks that wait for each other is refused."""
    _runs(by, task.unit)
    list(Assignment.objects.select_for_update().filter(pk__in=[task.pk, other.pk]).order_by("pk"))
    if task.pk == other.pk or task.pk in _ahead(other):
        raise RuleBroken("这两项会互相等，谁也开不了头。", field="other")
    task.after.add(other)


def _ahead(task):
    """The keys of all that a task waits for, directly or not."""
    known, new = set(), {task.pk}
    while new:
        known |= new
        links = Assignment.after.through.objects.filter(from_assignment__in=new)
        new = set(links.values_list("to_assignment", flat=True)) - known
    return known - {task.pk}


@verb
def postpone(task, *, due_on, reason, by, at):
    """Another day for a task, with the reason; what waits for it and would begin too early moves along, on record."""
    _runs(by, task.unit)
    row = Assignment.objects.select_for_update().get(pk=task.pk)
    if row.is_done:
        raise OutOfTurn("改期")
    if due_on < timezone.localdate(at) or (row.starts_on and due_on < row.starts_on):
        raise RuleBroken("改到的日子不能早于今天，也不能早于开始的日子。", field="due_on")
    return _moved(row, due_on, reason, None, by, at)


def _moved(task, due_on, reason, cause, by, at):
    """Move a task's end, its open milestones, and the open tasks that wait for it as far as they must."""
    was, task.due_on = task.due_on, due_on
    task.save(update_fields=["due_on", "starts_on"])
    shift = Shift.objects.create(task=task, was_on=was, now_on=due_on, reason=reason, cause=cause, by=by, at=at)
    for milestone in task.milestones.filter(reached_at=None):
        Milestone.objects.filter(pk=milestone.pk).update(due_on=milestone.due_on + (due_on - was))
    for later in task.before.open().select_for_update().filter(starts_on__lte=due_on):
        behind = due_on + timedelta(days=1) - later.starts_on
        later.starts_on += behind
        _moved(later, later.due_on + behind, f"等“{task.title}”"[:120], shift, by, at)
    return shift


# Meetings, visits, papers from above


@verb
def note_paper(*, division, kind, title, held_on, by, at, no=""):
    """A meeting, visit or paper of the county."""
    return Paper.objects.create(division=division, kind=kind, title=title, no=no, held_on=held_on, by=by, at=at)


@verb
def decide(paper, *, words, by, at, unit=None, owner="", due_on=None):
    """A point of a paper. What a meeting decides has who and by when, or it is not written down at all."""
    if paper.kind == Paper.Kind.MEETING and not (unit and owner and due_on):
        raise RuleBroken("会上定的事要写明哪个所站、谁负责、哪天办完，写不出就先不记。", field="owner")
    point = Point(paper=paper, kind=paper.kind, words=words)
    if unit and due_on:
        point.task = _task_of(paper, words, unit, owner, due_on, by, at)
    point.save()
    return point


@verb
def take_up(point, *, unit, owner, due_on, by, at):
    """A point that waited becomes a task: a requirement is met, a lesson adopted."""
    task = _task_of(point.paper, point.words, unit, owner, due_on, by, at)
    if not Point.objects.filter(pk=point.pk, task=None).update(task=task):
        raise OutOfTurn("分派")
    return task


def _task_of(paper, words, unit, owner, due_on, by, at):
    number = paper.points.count() + 1
    source = f"paper:{paper.pk}:{number}:{words}"[:80]
    return give(
        unit=unit,
        title=words[:80],
        due_on=due_on,
        by=by,
        at=at,
        words=f"出自：{paper.title}",
        owner=owner,
        source=source,
    )


# Who leads where


@verb
def seat(*, division, rank, title, name, is_full_time, starts_on, by, at, ends_on=None):
    """Somebody takes up a post; a first one ends whoever holds it, the day before."""
    if not by.holds(Duty.MANAGE, division.pk):
        raise NotYours("登记这里的班子不在您的职责里。")
    if ends_on and ends_on < starts_on:
        raise RuleBroken("任期到的日子早于任职的日子。", field="ends_on")
    if rank == Seat.Rank.FIRST:
        held = Seat.objects.on(starts_on).filter(division=division, rank=rank, starts_on__lt=starts_on)
        held.update(ends_on=starts_on - timedelta(days=1))
    row = Seat(
        division=division,
        rank=rank,
        title=title,
        name=name,
        is_full_time=is_full_time,
        starts_on=starts_on,
        ends_on=ends_on,
        by=by,
        at=at,
    )
    if not insert_unless_taken(row):
        raise RuleBroken("这几天这里已经有第一责任人，先看看登记的日子。", field="starts_on")
    return row


@verb
def unseat(row, *, last_on, by, at):
    """A post ends with a day; the row stays as its history."""
    if not by.holds(Duty.MANAGE, row.division_id):
        raise NotYours("登记这里的班子不在您的职责里。")
    if last_on < row.starts_on:
        raise RuleBroken("最后一天早于任职的日子。", field="last_on")
    Seat.objects.filter(pk=row.pk).update(ends_on=last_on)


# By night


@verb
def remind(*, at):
    """Tasks that are due soon or late, and terms that end: told once for each. Returns how many tasks were named."""
    today = timezone.localdate(at)
    near = Assignment.objects.open().filter(due_on__lte=today + SOON).exclude(letter__is_open=True, letter__version=0)
    tasks = list(near.select_related("unit__division"))
    for task in tasks:
        is_late = task.due_on < today
        word = "过期了" if is_late else f"{task.due_on.month} 月 {task.due_on.day} 日到期"
        source = f"task:{task.pk}:{task.due_on:%Y%m%d}:{'late' if is_late else 'soon'}"
        link = "/desk/assignments/"
        runners_told(task.unit, text=f"任务“{task.title}”{word}，办完请报一声。", link=link, source=source, at=at)
        above = task.unit.above if is_late else None
        if above:
            text = f"{task.unit.name}的任务“{task.title}”过期了，请问一问。"
            runners_told(above, text=text, link=link, source=f"{source}:above", at=at)
    _ending_told(today, at)
    return len(tasks)


def _ending_told(today, at):
    ending = Seat.objects.on(today).filter(rank=Seat.Rank.FIRST, ends_on__lte=today + ENDING)
    for row in ending.select_related("division"):
        text = f"{row.division.name}{row.title}的任期 {row.ends_on.month} 月 {row.ends_on.day} 日到，请登记接任的人。"
        center = Outpost.objects.filter(division=row.county).first()
        if center:
            source = f"seat:{row.pk}:{row.ends_on:%Y%m%d}"
            runners_told(center, text=text, link="", source=source, at=at)


def total(tasks):
    """How much of a letter is done, in per cent: each task by its share of its parent, a parent by its parts."""
    parts = defaultdict(list)
    for task in tasks:
        parts[task.parent_id].append(task)
    return _done(parts, parts[None])


def _done(parts, level):
    return sum(
        task.share
        * (WHOLE if task.is_done else _done(parts, parts[task.pk]) if parts[task.pk] else task.progress)
        / WHOLE
        for task in level
    )
