"""Seats: exactly the quota, then a line that moves by the clock and lets nobody pass."""

from datetime import timedelta

import pytest

from civcenter.kit.errors import LimitReached, NotYours, RuleBroken
from civcenter.notices.models import Notice
from projects.activities import actions
from projects.activities.actions.sweep import lapse
from projects.activities.flow import AttendanceStatus
from projects.activities.models import Activity, Attendance, Question
from tests import factories as make
from tests.activities import making
from tests.activities.making import DAY, HOUR, STARTS

pytestmark = pytest.mark.django_db
TICK = timedelta(microseconds=1)


@pytest.fixture
def cast():
    return make.cast()


def states(activity):
    return list(activity.attendances.order_by("turn").values_list("people", "status"))


def counts(activity):
    activity.refresh_from_db()
    return activity.taken, activity.waiting


def test_seats_go_to_who_comes_first_and_the_next_stand_in_line(cast):
    activity = making.published(cast, quota=3)
    for people in (2, 2, 1):
        making.signed(activity, people=people)
    assert states(activity) == [(2, "signed"), (2, "waiting"), (1, "waiting")]
    assert counts(activity) == (2, 2)


def test_the_same_phone_or_person_signs_up_once(cast):
    activity, who = making.published(cast), making.neighbour()
    first = making.signed(activity, who, people=2)
    assert making.signed(activity, who, people=3) == first
    twin = make.new_person(name="李二", at=make.NOW, user=who.user)
    assert making.signed(activity, twin) == first
    assert counts(activity) == (2, 0)


def test_who_leaves_makes_room_for_the_head_of_the_line_alone(cast):
    activity = making.published(cast, quota=3)
    first, big, small = making.signed(activity, people=2), making.signed(activity, people=3), making.signed(activity)
    actions.leave(first, by=first.user, at=make.NOW)
    assert states(activity) == [(2, "left"), (3, "invited"), (1, "waiting")]
    big.refresh_from_db()
    assert big.answer_by == make.NOW + 12 * HOUR
    actions.leave(first, by=first.user, at=make.NOW)
    actions.leave(big, by=big.user, at=make.NOW)
    small.refresh_from_db()
    assert small.status == AttendanceStatus.INVITED and counts(activity) == (1, 0)
    assert Notice.objects.filter(source__startswith=f"attendance:{small.pk}:promoted").exists()


def test_a_promoted_place_is_kept_until_the_very_moment_and_then_goes_on(cast):
    activity = making.published(cast, quota=1)
    first, second, third = (making.signed(activity) for _ in range(3))
    actions.leave(first, by=first.user, at=make.NOW)
    until = make.NOW + 12 * HOUR
    assert lapse(second, at=until - TICK) == 0
    with pytest.raises(RuleBroken, match="过了"):
        actions.confirm(second, by=second.user, at=until)
    assert actions.sweep(until)["lapsed"] == 1 and actions.sweep(until)["lapsed"] == 0
    assert states(activity) == [(1, "left"), (1, "lapsed"), (1, "invited")]
    assert actions.confirm(third, by=third.user, at=until + 12 * HOUR - TICK).status == "signed"
    assert counts(activity) == (1, 0)


def test_the_line_ends_with_the_beginning(cast):
    activity = making.published(cast, quota=1)
    first, second = making.signed(activity), making.signed(activity)
    actions.leave(first, by=first.user, at=STARTS - 3 * HOUR)
    second.refresh_from_db()
    assert second.answer_by == STARTS


@pytest.mark.parametrize(
    "at, words",
    [(make.NOW - TICK, "还没开始报名"), (STARTS - 15 * HOUR, "截止")],
)
def test_signing_up_begins_and_ends_on_the_moment(cast, at, words):
    activity = making.published(cast)
    assert making.signed(activity, at=STARTS - 15 * HOUR - TICK).status == "signed"
    with pytest.raises(RuleBroken, match=words):
        making.signed(activity, at=at)
    assert activity.attendances.count() == 1


def test_a_draft_and_a_cancelled_one_take_no_names(cast):
    activity = making.draft(cast)
    with pytest.raises(RuleBroken, match="草稿"):
        making.signed(activity)
    actions.cancel(activity, by=cast.manager, at=make.NOW, words="下雪")
    with pytest.raises(RuleBroken, match="已取消"):
        making.signed(activity)


def test_more_people_than_the_rule_come_by_telephone(cast):
    with pytest.raises(RuleBroken, match="最多报 4 个人"):
        making.signed(making.published(cast), people=5)


def test_a_child_comes_with_somebody_and_nobody_young_to_a_risk(cast):
    child, youth = making.neighbour("娃"), making.neighbour("学生")
    make.identify(child, born_on=STARTS.date().replace(year=2013), at=make.NOW)
    make.identify(youth, born_on=STARTS.date().replace(year=2010), at=make.NOW)
    plain = making.published(cast)
    risky = making.published(cast, is_risky=True, risks="要爬梯", insurance="站里统一上了意外险")
    with pytest.raises(RuleBroken, match="要大人领着"):
        making.signed(plain, child)
    assert making.signed(plain, youth).status == "signed"
    with pytest.raises(RuleBroken, match="要满 18 岁"):
        making.signed(risky, youth)


def test_staff_sign_up_for_who_calls_and_strangers_do_not(cast):
    activity, who = making.published(cast), make.new_person(name="老王", at=make.NOW)
    made = actions.sign_up(activity, person=who, by=cast.manager, at=make.NOW, people=2)
    assert (made.user, made.entered_by) == (None, cast.manager)
    with pytest.raises(NotYours):
        actions.sign_up(activity, person=making.neighbour(), by=cast.neighbour, at=make.NOW)
    other = making.neighbour()
    with pytest.raises(NotYours):
        actions.sign_up(activity, person=other, user=other.user, by=cast.manager, at=make.NOW)
    for verb in (actions.leave, actions.confirm, actions.say_yes):
        for by in (other.user, cast.leader):
            with pytest.raises(NotYours):
                verb(made, by=by, at=make.NOW)


def test_a_question_comes_along_and_has_its_limit(cast):
    activity, who = making.published(cast), making.neighbour()
    party = making.signed(activity, who, question="花椒树也讲吗？")
    assert Question.objects.get().attendance == party
    for number in range(2):
        actions.ask(activity, by=who.user, at=make.NOW, words=f"第 {number} 件")
    assert actions.ask(activity, by=who.user, at=make.NOW, words="第 1 件").words == "第 1 件"
    with pytest.raises(LimitReached):
        actions.ask(activity, by=who.user, at=make.NOW, words="第四件")
    with pytest.raises(NotYours):
        actions.answer(Question.objects.first(), by=who.user, at=make.NOW, words="讲")
    assert actions.answer(Question.objects.first(), by=cast.manager, at=make.NOW, words="12 日讲").answer == "12 日讲"


def test_more_seats_bring_the_line_in_and_never_fewer_than_are_taken(cast):
    activity = making.published(cast, quota=2)
    making.signed(activity, people=2)
    waiting = making.signed(activity)
    with pytest.raises(RuleBroken, match="不能少于"):
        actions.edit(activity, by=cast.manager, at=make.NOW, quota=1)
    actions.edit(activity, by=cast.manager, at=make.NOW, quota=3)
    waiting.refresh_from_db()
    assert waiting.status == AttendanceStatus.INVITED and counts(activity) == (3, 0)
    with pytest.raises(RuleBroken, match="不能直接改"):
        actions.edit(activity, by=cast.manager, at=make.NOW, starts_at=STARTS + HOUR)


def test_what_is_postponed_or_cancelled_is_said_to_everybody(cast):
    activity = making.published(cast, quota=1, helpers_needed=2)
    party, queue = making.signed(activity), making.signed(activity)
    helper = making.helping(activity, cast.volunteer)
    actions.say_yes(party, by=party.user, at=make.NOW)
    actions.postpone(activity, by=cast.manager, at=make.NOW, starts_at=STARTS + DAY, ends_at=STARTS + DAY + HOUR)
    party.refresh_from_db()
    assert (party.said_yes_at, party.status) == (None, "signed")
    assert helper.volunteer.engagements.get(is_live=True).period.lower == STARTS + DAY
    told = Notice.objects.filter(channel="sms", kind="result")
    assert {notice.phone for notice in told} == {party.user.phone, queue.user.phone}
    actions.cancel(activity, by=cast.manager, at=make.NOW, words="下雪封路")
    assert {status for _, status in states(activity)} == {"released"} and counts(activity) == (0, 0)
    helper.refresh_from_db()
    assert helper.status == "released" and not helper.volunteer.engagements.filter(is_live=True).exists()
    assert any("下雪封路" in notice.text for notice in told.all())


def test_reminders_are_sent_once_though_the_clock_asks_often(cast):
    activity = making.published(cast, helpers_needed=1)
    party, _ = making.signed(activity), making.helping(activity, cast.volunteer)
    said = Notice.objects.filter(channel="sms", text__isnull=False, source__contains=f"{STARTS:%Y%m%d}")
    assert actions.remind(STARTS - DAY - TICK) == 0
    assert [actions.remind(STARTS - DAY), actions.remind(STARTS - DAY), actions.remind(STARTS - 3 * HOUR)] == [1, 0, 0]
    assert said.filter(source__contains=":day:").count() == 2
    assert [actions.remind(STARTS - 2 * HOUR), actions.remind(STARTS - HOUR), actions.remind(STARTS)] == [1, 0, 0]
    assert said.count() == 4 and all("/activities/answer/" in notice.link for notice in said)
    actions.say_yes(party, by=party.user, at=STARTS - HOUR)
    assert Attendance.objects.get(pk=party.pk).said_yes_at == STARTS - HOUR


def test_co_hosts_count_once_together_and_once_each(cast):
    activity = making.published(cast, co_hosts=[cast.branch, cast.next_station])
    making.published(cast, title="自己办的")
    assert Activity.objects.hosted_by([cast.station, cast.branch, cast.next_station]).count() == 2
    assert list(Activity.objects.hosted_by([cast.next_station])) == [activity]
    assert Activity.objects.within([make.COUNTY]).count() == 2
    assert activity in Activity.objects.visible_to(cast.neighbour, make.NOW)


def test_a_course_is_so_many_drafts_each_so_many_days_later(cast):
    course = actions.make_course(making.draft(cast), sessions=4, every_days=7, by=cast.manager, at=make.NOW)
    rows = list(course.sessions.order_by("session"))
    assert [row.session for row in rows] == [1, 2, 3, 4] and {row.status for row in rows} == {"draft"}
    assert rows[3].starts_at == STARTS + 21 * DAY


def test_risk_is_stated_with_its_insurance_before_anybody_sees_it(cast):
    activity = making.draft(cast, is_risky=True, risks="要爬矮梯")
    with pytest.raises(RuleBroken, match="保险"):
        actions.publish(activity, by=cast.manager, at=make.NOW)
    actions.edit(activity, by=cast.manager, at=make.NOW, insurance="县里统一投了意外险")
    assert actions.publish(activity, by=cast.manager, at=make.NOW).status == "published"


@pytest.mark.parametrize("who", ["neighbour", "leader", "volunteer"])
def test_only_who_runs_it_or_the_office_moves_it(cast, who):
    by = cast.volunteer.person.user if who == "volunteer" else getattr(cast, who)
    activity = making.draft(cast)
    with pytest.raises(NotYours):
        actions.publish(activity, by=by, at=make.NOW)
    with pytest.raises(NotYours):
        actions.edit(activity, by=by, at=make.NOW, title="改一改")
    published = actions.publish(activity, by=cast.office, at=make.NOW)
    for verb, more in (
        (actions.cancel, {"words": "不办了"}),
        (actions.postpone, {"starts_at": STARTS + DAY, "ends_at": STARTS + 2 * DAY}),
    ):
        with pytest.raises(NotYours):
            verb(published, by=by, at=make.NOW, **more)
