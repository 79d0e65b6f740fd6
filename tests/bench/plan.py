"""`./civ bench plan`: a county's year drafted for 278 outposts at once, against the same rows one outpost at a time."""

from tests.bench.ground import database  # first: it sets Django up

import json
import time
from datetime import date

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from civcenter.accounts.models import User
from civcenter.accounts.roles import Role
from civcenter.hierarchy.models import Outpost
from projects.occasions.actions import add_occasion, draft_month, draft_year
from projects.occasions.models import Occasion, Plan, PlanItem
from tests import factories as make

TOWNSHIPS, VILLAGES = 18, 259
"""The centre, 18 townships and 259 villages: 278 outposts."""
TAILS = ("一四七", "二五八", "三六九")


def main():
    with database():
        office = county()
        markets(office)
        everything = Outpost.objects.all()
        print(f"{everything.count()} outposts, {Occasion.objects.count()} occasions", flush=True)
        seconds, asked = timed(lambda: draft_year(everything, year=2026, by=office, at=make.NOW))
        things = PlanItem.objects.count()
        report("plan", f"year of {everything.count()} outposts at once", seconds, "s", things=things, statements=asked)
        again, asked = timed(lambda: draft_year(everything, year=2026, by=office, at=make.NOW))
        report("plan", "the same again, nothing new", again, "s", things=PlanItem.objects.count(), statements=asked)
        ones = list(everything)
        slow, asked = timed(lambda: [one_by_one(one, office) for one in ones])
        report("plan", "the next year, one outpost at a time", slow, "s", statements=asked)
        pages(office)


def county():
    make.place(make.COUNTY, "宁县")
    codes = [f"{make.COUNTY}{number}" for number in range(100, 100 + TOWNSHIPS)]
    for code in codes:
        make.place(code, f"{code}镇", make.COUNTY)
    for number in range(VILLAGES):
        township = codes[number % TOWNSHIPS]
        make.place(f"{township}{201 + number // TOWNSHIPS}", f"{number}村", township)
    return make.staff("office", Role.OFFICE, make.COUNTY)


def markets(office):
    for number, branch in enumerate(Outpost.objects.filter(tier="branch").select_related("division")):
        words = {
            "kind": "market",
            "rule": f"农历逢{('一四七', '二五八', '三六九')[number % 3]}",
            "advice": "集上量血压",
        }
        since = date(2020, 1, 1)
        add_occasion(division=branch.division, name=f"{number}集", since=since, by=office, at=make.NOW, **words)


def one_by_one(outpost, office):
    draft_year(Outpost.objects.filter(pk=outpost.pk), year=2027, by=office, at=make.NOW)


def pages(office):
    station = Outpost.objects.filter(tier="station").first()
    manager = make.staff("manager", Role.STATION_MANAGER, station.division_id)
    draft_month(Plan.objects.get(outpost=station, year=2026, month=0), 12, by=manager, at=make.NOW)
    for name, user, path in (
        ("station's month", manager, reverse("desk_occasions:plan", args=[station.pk, 2026]) + "?month=12"),
        ("station's year", manager, reverse("desk_occasions:plan", args=[station.pk, 2026]) + "?view=year"),
        ("county's list", office, reverse("desk_occasions:plans") + "?year"),
        ("county's calendar", office, reverse("desk_portal:calendar") + "?month=2026-12"),
    ):
        client = Client(SERVER_NAME="localhost")
        client.force_login(User.objects.get(pk=user.pk))
        assert client.get(path).status_code == 200, path  # a refusal is quick, and no page
        took = sorted(timed(lambda path=path, client=client: client.get(path)) for _ in range(15))
        report("plan", name, took[7][0] * 1000, "ms", queries=took[7][1])


def report(bench, metric, figure, unit, **more):
    print(json.dumps({"bench": bench, "metric": metric, "ours": round(figure, 2), "unit": unit, **more}), flush=True)


def timed(work):
    with CaptureQueriesContext(connection) as asked:
        begun = time.perf_counter()
        work()
        return time.perf_counter() - begun, len(asked)


if __name__ == "__main__":
    main()
