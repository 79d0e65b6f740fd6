"""The demo county's market days, its plans of this year and the next month, and what many ask for."""

from datetime import date, timedelta

from django.utils import timezone

from civcenter.hierarchy.models import Outpost
from orders.actions.radar import listen
from projects.occasions.actions import (
    add_item,
    add_occasion,
    approve,
    draft_month,
    draft_year,
    hold_item,
    submit,
)
from projects.occasions.models import Plan, PlanItem

TAILS = ("一四七", "二五八", "三六九")
HELD, AHEAD = 6, 3
"""Stations that show what they did, and those whose next month is agreed or waits."""


def seasons(people, now):
    """Run once; market rules are samples until the townships say theirs."""
    if Plan.objects.within([people.county]).exists():
        return
    day = timezone.localdate(now)
    for number, branch in enumerate(people.branches):
        _market(people, branch, TAILS[number % len(TAILS)], day, now)
    office = people.users["office"]
    draft_year(Outpost.objects.all(), year=day.year, by=office, at=now)
    for number, station in enumerate(people.stations[:HELD]):
        _month(people, station, day, number, now)
    listen(now)


def _market(people, branch, tails, day, now):
    words = {"division": branch.division, "since": date(day.year - 1, 1, 1), "by": _head(people, branch), "at": now}
    name = branch.division.name.removesuffix("镇").removesuffix("乡")
    add_occasion(name=f"{name}集", kind="market", rule=f"农历逢{tails}", advice="集上量血压、讲防骗", **words)
    if branch == people.branches[0]:
        add_occasion(name=f"{name}物资交流会", kind="fair", rule="冬月十五起3天", advice="会上唱戏、普法", **words)


def _head(people, outpost):
    return people.users[f"m{outpost.division_id}"]


def _month(people, station, day, number, now):
    """What the last weeks saw, and the month: some of them agreed by the township, one waiting, one a draft."""
    manager, branch = _head(people, station), station.above
    plan = Plan.objects.select_related("outpost__division").get(outpost=station, year=day.year, month=0)
    for turn, title in enumerate(("陪读，辅导作业", "广场舞班", "防煤气入户", "读书会", "手机课：防骗")):
        on = day - timedelta(days=7 * turn - 3)
        if on.year == day.year:
            words = {"source": f"own:{turn}", "where": "村实践站", "lead": "志愿服务队", "by": manager, "at": now}
            item = add_item(plan, title=title, day=on, **words)
            if on <= day and turn <= number + 1:
                hold_item(item, attended=8 + 3 * turn + number, by=manager, at=now)
    month = draft_month(plan, day.month, by=manager, at=now)
    if number < AHEAD and PlanItem.objects.of(month).live().exists():
        submit(month, by=manager, at=now)
        if number < AHEAD - 1:
            approve(month, by=_head(people, branch), at=now)
