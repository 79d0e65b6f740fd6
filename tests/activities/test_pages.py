"""The pages of activities: a villager signs up with his phone's code, a station runs it to its end."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from civcenter.accounts.models import User
from civcenter.notices.models import Notice
from projects.activities import actions
from projects.activities.models import Activity, Attendance, Helper, Question
from tests import factories as make
from tests.activities import making
from volunteers.models import ServiceRecord

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def cast():
    return make.cast()


def today(cast, **changes):
    """Published, and beginning within the hour by the real clock: pages ask no other."""
    at = timezone.now()
    activity = making.draft(cast, starts_at=at + HOUR / 2, ends_at=at + HOUR, **changes)
    Activity.objects.filter(pk=activity.pk).update(opens_at=at - HOUR, closes_at=at + HOUR / 2)
    return actions.publish(activity, by=cast.manager, at=at)


def code_sent():
    text = Notice.objects.filter(kind="code").latest("pk").text
    return re.search(r"\d{6}", text).group()


def test_a_villager_signs_up_on_one_page_with_his_phones_code(client, cast):
    activity, phone = today(cast, form="talk"), make.fresh_phone()
    path = reverse("activities:sign_up", args=[activity.pk])
    typed = {"people": 2, "brings_children": "on", "name": "李树林", "phone": phone, "question": "花椒也讲吗？"}
    assert "我要参加" in client.get(reverse("activities:activity", args=[activity.pk])).content.decode()
    asked = client.post(path, typed)
    assert asked.status_code == 200 and "短信里的 6 位数" in asked.content.decode()
    assert Attendance.objects.count() == 0
    wrong = client.post(path, {**typed, "code": "000000"})
    assert wrong.status_code == 409 and "李树林" in wrong.content.decode()
    done = client.post(path, {**typed, "code": code_sent()}, follow=True)
    party = Attendance.objects.get()
    assert done.redirect_chain == [(reverse("activities:signed", args=[activity.pk]), 302)]
    assert (party.people, party.brings_children, party.person.name, party.person.phone) == (2, True, "李树林", phone)
    assert "报上了，2 个位子" in done.content.decode() and Question.objects.get().words == "花椒也讲吗？"
    assert activity.title in client.get(reverse("activities:mine")).content.decode()
    client.post(reverse("activities:attendance_step", args=[party.pk, "leave"]))
    party.refresh_from_db()
    assert party.status == "left"


def test_a_code_goes_with_the_phone_it_was_sent_to(client, cast):
    activity, phone = today(cast), make.fresh_phone()
    path = reverse("activities:sign_up", args=[activity.pk])
    client.post(path, {"people": 1, "name": "李树林", "phone": phone})
    other = {"people": 1, "name": "李树林", "phone": make.fresh_phone(), "code": code_sent()}
    client.post(path, other)
    assert Attendance.objects.count() == 0 and not User.objects.filter(phone_key__isnull=False, name="李树林").exists()


def test_a_reminders_link_answers_in_one_tap_and_opens_nothing_else(client, cast):
    activity = today(cast, helpers_needed=1)
    party = making.signed(activity, at=timezone.now())
    helper = making.helping(activity, cast.volunteer, at=timezone.now())
    for row, model in ((party, Attendance), (helper, Helper)):
        link = actions.reminding.telling.answer_link(row)
        assert "能来" in client.get(link).content.decode()
        assert model.objects.get(pk=row.pk).said_yes_at is None  # a preview that opens the link says nothing
        client.post(link, {"yes": "1"})
        assert model.objects.get(pk=row.pk).said_yes_at is not None
        client.post(link, {"no": "1"})
        assert model.objects.get(pk=row.pk).status == "left"
    assert client.get(f"{link[:-4]}x/").status_code == 404
    assert client.get(reverse("activities:mine")).status_code == 302


def test_the_wall_is_scanned_once_and_an_old_code_says_so(client_of, cast):
    activity = today(cast)
    who, stranger = making.neighbour(), making.neighbour("王五")
    party = making.signed(activity, who, at=timezone.now())
    wall, phone = client_of(cast.manager), client_of(who.user)
    screen = wall.get(reverse("desk_activities:screen", args=[activity.pk]))
    assert screen.headers["Refresh"] and screen.context["whole"] == 1
    path = re.sub(r"^https?://[^/]+", "", screen.context["link"])
    phone.get(path)
    page = phone.get(reverse("activities:scanned"))
    assert "我到了" in page.content.decode()
    phone.post(reverse("activities:scanned"))
    party.refresh_from_db()
    assert (party.status, party.came_how) == ("came", "code")
    walker = client_of(stranger.user)
    walker.get(path)
    walker.post(reverse("activities:scanned"), {"people": 2})
    assert Attendance.objects.get(person=stranger).came_people == 2
    old = actions.code_of(activity, cast.manager, "x", timezone.now() - HOUR)
    assert "码过期了" in phone.get(reverse("activities:scan", args=[old])).content.decode()
    assert phone.get(reverse("activities:scan", args=["abc"])).status_code == 404


def test_a_station_makes_runs_and_wraps_up_an_activity(client_of, cast):
    desk = client_of(cast.manager)
    day = timezone.localdate() + timedelta(days=2)
    typed = {
        "unit": cast.station.pk, "title": "政策宣讲", "form": "talk", "kind": "care", "day": f"{day:%Y-%m-%d}",
        "starts_at": "09:00", "ends_at": "11:00",
        "place_text": "戏台", "quota": 30, "adult_below": 14, "helpers_needed": 1,
    }  # fmt: skip
    assert desk.get(reverse("desk_activities:make")).status_code == 200
    desk.post(reverse("desk_activities:make"), typed)
    activity = Activity.objects.get()
    page = reverse("desk_activities:activity", args=[activity.pk])
    desk.post(reverse("desk_activities:step", args=[activity.pk, "publish"]))
    soon = timezone.now() + HOUR / 3
    Activity.objects.update(starts_at=soon, closes_at=soon, ends_at=soon + 2 * HOUR)
    desk.post(reverse("desk_activities:enter", args=[activity.pk]), {"name": "老王", "people": 3})
    helper = making.helping(Activity.objects.get(), cast.volunteer, at=timezone.now())
    said = {"came": [Attendance.objects.get().pk], "helpers_came": [helper.pk]}
    desk.post(reverse("desk_activities:roll", args=[activity.pk]), said)
    assert (Attendance.objects.get().status, Helper.objects.get().status) == ("came", "arrived")
    for name in ("activity", "screen", "roll", "sheet", "enter"):
        assert desk.get(reverse(f"desk_activities:{name}", args=[activity.pk])).status_code == 200
    nine = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0) - timedelta(days=1)
    Activity.objects.update(starts_at=nine, closes_at=nine, opens_at=nine - HOUR, ends_at=nine + 2 * HOUR)
    Helper.objects.update(started_at=nine)
    key = f"h{helper.pk}"
    wrap = {f"{key}_came": "yes", f"{key}_from": "09:00", f"{key}_to": "10:30", "asked": 3, "understood": 2}
    answer = desk.post(reverse("desk_activities:step", args=[activity.pk, "wrap_up"]), wrap)
    assert answer.status_code == 302 and ServiceRecord.objects.get().minutes == 90
    assert "听懂" in desk.get(page).content.decode()


@pytest.mark.parametrize("show", ["coming", "near"])
def test_lists_cost_the_same_at_one_row_and_at_three(client_of, cast, django_assert_num_queries, show):
    desk, phone = client_of(cast.manager), client_of()
    path, who = (reverse("desk_activities:activities"), desk) if show == "coming" else ("/activities/", phone)
    counts = []
    for number in (1, 2):
        for _ in range(number):
            today(cast)
        who.get(path)
        with django_assert_num_queries({"coming": 7, "near": 2}[show]):
            shown = who.get(path, {"show": show})
        counts.append(len(shown.context["rows"]))
    assert counts == [1, 3]


def test_a_calendar_says_what_is_cancelled(client, cast):
    activity = today(cast)
    actions.cancel(activity, by=cast.manager, at=timezone.now(), words="下雪")
    one = client.get(reverse("activities:calendar", args=[activity.pk])).content.decode()
    assert "STATUS:CANCELLED" in one and f"UID:activity-{activity.pk}@civcenter" in one
    assert activity.title in client.get(f"/activities/outposts/{cast.station.pk}.ics").content.decode()
    assert client.get(reverse("activities:activity", args=[making.draft(cast).pk])).status_code == 404
