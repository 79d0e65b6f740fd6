"""31 and 32: what the phone and the desks show, whose buttons, and what they cost."""

from datetime import date

import pytest
from django.urls import reverse

from civcenter.hierarchy import here
from civcenter.hierarchy.models import Outpost
from civcenter.kit.secrets import sign
from projects.occasions.actions import add_item, add_occasion, draft_month, draft_year, submit
from projects.occasions.models import Occasion, Plan, PlanItem
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(time_machine):
    time_machine.move_to(make.NOW, tick=False)
    return make.cast()


def market(cast, name="新宁集"):
    details = {"kind": "market", "rule": "农历逢一、四、七", "since": date(2026, 1, 1), "advice": "集上量血压"}
    return add_occasion(division=cast.branch.division, name=name, by=cast.chief, at=make.NOW, **details)


def year_plan(cast):
    draft_year(Outpost.objects.all(), year=2026, by=cast.office, at=make.NOW)
    return Plan.objects.select_related("outpost__division").get(outpost=cast.station, month=0)


def page_of(cast, month=12, look="month"):
    return reverse("desk_occasions:plan", args=[cast.station.pk, 2026]) + f"?month={month:02}&view={look}"


def at_home(client, outpost):
    client.cookies[here.COOKIE] = sign("outpost", outpost.pk)
    return client


def test_the_phones_month_shows_lunar_words_markets_and_the_chosen_day(cast, client):
    market(cast)
    text = at_home(client, cast.station).get("/calendar/?month=2026-12&day=2026-12-22").content.decode()
    for words in (
        "2026 年 12 月",
        "农历十月、冬月",
        "大雪",
        "冬月",
        "22 日 周二 · 冬至 · 冬月十四",
        "新宁集：农历逢一、四、七",
    ):
        assert words in text
    assert (
        text.count("逢集 ") == 9
        and "国际志愿者日" in client.get("/calendar/?month=2026-12&day=2026-12-01").content.decode()
    )
    assert "新宁集" not in at_home(client, cast.next_station).get("/calendar/?month=2026-12").content.decode()
    for odd in (
        "month=2026-13",
        "month=x",
        "month=2026-12&day=2026-12-32",
        "month=9999-01",
        "month=１２",
        "month=0001-01",
    ):
        assert client.get(f"/calendar/?{odd}").status_code == 200


def test_the_phones_month_costs_the_same_with_many_markets(cast, client, django_assert_num_queries):
    at_home(client, cast.station)
    for name in ("一集", "二集", "三集"):
        market(cast, name)
        if name != "二集":
            with django_assert_num_queries(5):
                client.get("/calendar/?month=2026-12")


def test_a_phones_calendar_follows_a_place(cast, client):
    market(cast)
    answer = client.get(reverse("portal:calendar_feed", args=[make.VILLAGE]))
    assert answer["Content-Type"].startswith("text/calendar") and "SUMMARY:新宁集" in answer.content.decode()
    assert client.get(reverse("portal:calendar_feed", args=["999999"])).status_code == 404


def test_a_manager_fills_the_month_by_a_few_clicks(cast, client_of):
    desk = client_of(cast.manager)
    draft = reverse("desk_occasions:draft", args=[cast.station.pk, 2026])
    assert desk.post(draft, {"month": "12"}).status_code == 302
    row = market(cast)
    text = desk.get(page_of(cast)).content.decode()
    assert "12 月" in text and "集上量血压" in text and "送上一级审" in text
    plan = Plan.objects.get(outpost=cast.station, month=12)
    taken = desk.post(reverse("desk_occasions:take", args=[plan.pk]), {"occasion": row.pk, "day": "2026-12-09"})
    assert taken.status_code == 302 and PlanItem.objects.filter(occasion=row, day=date(2026, 12, 9)).exists()
    wrong = desk.post(reverse("desk_occasions:take", args=[plan.pk]), {"occasion": row.pk, "day": "2026-12-10"})
    assert wrong.status_code == 409
    add = reverse("desk_occasions:add", args=[plan.parent_id])
    for _ in range(2):
        desk.post(add, {"title": "读书会", "day": "2026-12-13", "begins": "09:00", "key": "once"})
    assert PlanItem.objects.filter(title="读书会").count() == 1
    refused = desk.post(add, {"title": "读书会", "day": "2027-12-13"})
    assert (
        refused.status_code == 409
        and "日子要在这一年" in refused.content.decode()
        and "读书会" in refused.content.decode()
    )
    desk.post(reverse("desk_occasions:plan_step", args=[plan.pk, "submit"]))
    above = client_of(cast.chief)
    assert "同意" in above.get(page_of(cast)).content.decode()
    above.post(reverse("desk_occasions:plan_step", args=[plan.pk, "approve"]))
    plan.refresh_from_db()
    assert plan.status == "approved" and "审过了" in desk.get(page_of(cast)).content.decode()
    week = desk.get(page_of(cast, look="week")).content.decode()
    assert "没有安排" in week or "国际志愿者日" in week


def test_a_month_asks_as_much_with_many_things_as_with_one(cast, client_of, django_assert_num_queries):
    plan, desk = year_plan(cast), client_of(cast.manager)
    desk.get(page_of(cast))
    for number in range(3):
        words = {"title": f"第 {number} 件", "day": date(2026, 12, 3), "source": f"own:{number}"}
        add_item(plan, by=cast.manager, at=make.NOW, **words)
        if number != 1:
            with django_assert_num_queries(11):
                desk.get(page_of(cast))


def test_the_list_of_plans_asks_as_much_for_many_as_for_one(cast, client_of, django_assert_num_queries):
    desk = client_of(cast.office)
    desk.get("/desk/plans/?year")
    for outposts in (Outpost.objects.filter(pk=cast.station.pk), Outpost.objects.all()):
        draft_year(outposts, year=2026, by=cast.office, at=make.NOW)
        with django_assert_num_queries(10):
            text = desk.get("/desk/plans/?year").content.decode()
    assert "都排上了" in text and "算不出" not in text
    assert client_of(cast.manager).get("/desk/plans/")["Location"].endswith(f"/desk/plans/{cast.station.pk}/2026/")


def test_above_sends_back_with_a_reason_that_the_station_reads(cast, client_of):
    sent = draft_month(year_plan(cast), 12, by=cast.manager, at=make.NOW)
    submit(sent, by=cast.manager, at=make.NOW)
    step = reverse("desk_occasions:plan_step", args=[sent.pk, "send_back"])
    assert client_of(cast.chief).post(step, {"reason": ""}).status_code == 422
    client_of(cast.chief).post(step, {"reason": "冬至那天要有饺子宴"})
    assert "退回来改：冬至那天要有饺子宴" in client_of(cast.manager).get(page_of(cast)).content.decode()
    assert client_of(cast.neighbour).get(page_of(cast)).status_code == 404


def test_the_desks_month_counts_markets_and_prepares_a_festival_for_all(cast, client_of):
    market(cast)
    desk = client_of(cast.office)
    text = desk.get("/desk/calendar/?month=2026-12").content.decode()
    assert "大雪、冬至" in text and "9 个集" in text and "农历十月、冬月" in text
    festival = Occasion.objects.get(name="春节")
    desk.post(reverse("desk_occasions:pack", args=[festival.pk, 2027]))
    assert PlanItem.objects.filter(occasion=festival).count() == 5
    assert "5 个站所" in desk.get("/desk/calendar/?month=2027-02").content.decode()
    keep = {"division": make.TOWNSHIP, "name": "早集", "kind": "market", "rule": "赶集", "since": "2026-12-01"}
    assert client_of(cast.chief).post(reverse("desk_occasions:keep"), keep).status_code == 409
    client_of(cast.chief).post(reverse("desk_occasions:keep"), {**keep, "rule": "逢2,5,8"})
    row = Occasion.objects.get(name="早集")
    client_of(cast.chief).post(reverse("desk_occasions:end", args=[row.pk]), {"last": "2026-12-31"})
    assert Occasion.objects.get(name="早集").effective.upper == date(2027, 1, 1)


def test_a_program_reads_a_year_of_a_place(cast, client_of):
    market(cast)
    told = client_of(cast.manager).get(f"/api/v1/divisions/{make.VILLAGE}/occasions/2027/").json()
    assert (told["division"], told["year"]) == (make.VILLAGE, 2027)
    assert {"date": "2027-06-09", "name": "端午", "kind": "festival"} in told["occasions"]
    assert {"date": "2027-03-06", "until": "2027-04-20", "name": "春耕", "kind": "season"} in told["occasions"]
    for odd in ("divisions/999999/occasions/2027/", f"divisions/{make.VILLAGE}/occasions/0999/"):
        assert client_of(cast.manager).get(f"/api/v1/{odd}").status_code == 404
