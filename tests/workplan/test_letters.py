"""The year's letter makes a hundred, a delay moves what waits for it, meetings decide nothing without who and when."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from civcenter.kit.errors import NotYours, OutOfTurn, RuleBroken
from civcenter.notices.models import Notice
from civcenter.workplan import actions
from civcenter.workplan.models import Assignment, Paper, Point, Seat, Shift
from tests import factories as make

pytestmark = pytest.mark.django_db
AT = make.NOW
TODAY = AT.date()


@pytest.fixture
def cast():
    return make.cast()


def letter(cast):
    return actions.begin_letter(
        division=cast.center.division, year=2026, title="2026 年重点任务", by=cast.office, at=AT
    )


def task(cast, made, title="盘活场地", share=100, days=10, starts=0, unit=None, parent=None):
    return actions.put_task(
        made,
        unit=unit or cast.station,
        section="整合资源",
        title=title,
        share=share,
        owner="孙站长",
        proof="现场照片",
        starts_on=TODAY + timedelta(days=starts),
        due_on=TODAY + timedelta(days=starts + days),
        by=cast.office,
        at=AT,
        parent=parent,
    )


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def test_a_letter_is_issued_only_when_every_level_makes_a_hundred(cast):
    made = letter(cast)
    with pytest.raises(RuleBroken, match="还没有任务"):
        actions.issue(made, by=cast.office, at=AT)
    whole = task(cast, made, share=60)
    task(cast, made, "摸底", 30, parent=whole)
    with pytest.raises(RuleBroken, match=r"整份任务书”是 60.*“盘活场地”是 30"):
        actions.issue(made, by=cast.office, at=AT)
    task(cast, made, "签协议", 70, parent=whole, unit=cast.next_station)
    task(cast, made, "办会", 40, unit=cast.branch)
    issued = actions.issue(made, by=cast.office, at=AT)
    assert (issued.version, issued.is_open) == (1, False)
    assert Notice.objects.filter(user_id=cast.manager.pk, link__contains="/letter/").count() == 1
    with pytest.raises(RuleBroken, match="已经下发"):
        task(cast, made, "再加一项")
    with pytest.raises(RuleBroken, match="已经有了"):
        letter(cast)
    actions.revise(made, by=cast.office, at=AT)
    assert actions.issue(made, by=cast.office, at=AT).version == 2


def test_what_is_done_counts_by_its_share(cast):
    made = letter(cast)
    whole = task(cast, made, share=60)
    first = task(cast, made, "摸底", 30, parent=whole)
    task(cast, made, "签协议", 70, parent=whole)
    other = task(cast, made, "办会", 40, unit=cast.branch)
    actions.finish(first, by=cast.manager, at=AT, outcome="摸完了，12 处")
    actions.report(other, progress=50, by=cast.chief, at=AT)
    assert actions.total(Assignment.objects.filter(letter=made)) == 60 * 30 / 100 + 40 * 50 / 100
    with pytest.raises(NotYours):
        actions.report(other, progress=90, by=cast.neighbour, at=AT)


def test_a_delay_moves_what_waits_for_it_with_its_milestones_and_is_on_record(cast):
    made = letter(cast)
    first, second = task(cast, made, share=50), task(cast, made, "挂牌", 25, starts=11, days=5)
    third = task(cast, made, "展示会", 25, starts=40, days=5)
    stone = actions.mark(second, title="定点", due_on=TODAY + timedelta(days=14), by=cast.office, at=AT)
    for task_, other in ((second, first), (third, second)):
        actions.wait_for(task_, other=other, by=cast.office, at=AT)
    with pytest.raises(RuleBroken, match="互相等"):
        actions.wait_for(first, other=third, by=cast.office, at=AT)
    actions.postpone(first, due_on=TODAY + timedelta(days=20), reason="下雪封路", by=cast.office, at=AT)
    moved = fresh(second)
    assert (moved.starts_on, moved.due_on) == (TODAY + timedelta(days=21), TODAY + timedelta(days=26))
    assert fresh(stone).due_on == TODAY + timedelta(days=24)
    assert fresh(third).due_on == third.due_on, "it has room"
    reasons = list(Shift.objects.order_by("pk").values_list("reason", "cause__task__title"))
    assert reasons == [("下雪封路", None), ("等“盘活场地”", "盘活场地")]
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.filter(pk=first.pk).update(owner="")


def test_a_meeting_decides_nothing_without_who_and_when(cast):
    details = {"division": cast.center.division, "held_on": TODAY, "by": cast.office, "at": AT}
    meeting = actions.note_paper(kind="meeting", title="推进会", **details)
    with pytest.raises(RuleBroken, match="哪个所站、谁负责、哪天"):
        actions.decide(meeting, words="盘活闲置场地", unit=cast.station, by=cast.office, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Point.objects.create(paper=meeting, kind="meeting", words="空的")
    day = TODAY + timedelta(days=9)
    decided = actions.decide(
        meeting, words="盘活闲置场地", unit=cast.station, owner="孙站长", due_on=day, by=cast.office, at=AT
    )
    assert fresh(decided.task).owner == "孙站长" and decided.task.due_on == day
    visit = actions.note_paper(kind=Paper.Kind.VISIT, title="赴外地学习", **details)
    lesson = actions.decide(visit, words="流动书箱", by=cast.office, at=AT)
    assert lesson.task is None
    actions.take_up(lesson, unit=cast.branch, owner="钱所长", due_on=day, by=cast.office, at=AT)
    assert fresh(lesson).task.title == "流动书箱"
    with pytest.raises(OutOfTurn):
        actions.take_up(lesson, unit=cast.station, owner="别人", due_on=day, by=cast.office, at=AT)


def test_one_first_at_a_time_and_who_was_before_stays(cast):
    def put(name, day, **more):
        return actions.seat(
            division=cast.station.division,
            rank="first",
            title="村党支部书记",
            name=name,
            is_full_time=False,
            starts_on=day,
            by=more.pop("by", cast.office),
            at=AT,
            **more,
        )

    old, new = put("张书记", date(2024, 1, 1)), put("李书记", date(2026, 11, 1), ends_on=date(2026, 12, 20))
    assert fresh(old).ends_on == date(2026, 10, 31) and Seat.objects.on(TODAY).get() == new
    with pytest.raises(RuleBroken, match="已经有第一责任人"):
        put("王书记", date(2026, 11, 1))
    with pytest.raises(NotYours):
        put("周书记", date(2027, 1, 1), by=cast.neighbour)
    actions.remind(at=AT)
    told = Notice.objects.filter(user_id=cast.office.pk).values_list("text", flat=True)
    assert "北庄村村党支部书记的任期 12 月 20 日到，请登记接任的人。" in told


def test_who_is_late_is_told_once_and_the_level_above_too(cast):
    made = task(cast, letter(cast), days=1)
    Assignment.objects.filter(pk=made.pk).update(letter=None)
    for _ in range(2):
        actions.remind(at=AT)
        actions.remind(at=AT + timedelta(days=2))
    told = list(Notice.objects.order_by("pk").values_list("user_id", "text"))
    assert [user for user, text in told if "过期" in text] == [cast.manager.pk, cast.chief.pk]
    assert sum("日到期" in text for _, text in told) == 1
    actions.finish(made, by=cast.manager, at=AT, outcome="办好了")
    assert actions.remind(at=AT + timedelta(days=3)) == 0
