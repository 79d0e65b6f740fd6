"""The lines of the table for occasions and plans, and the rows they stand on."""

from datetime import date

from civcenter.hierarchy.models import Outpost
from orders.models import CommonNeed
from projects.occasions.actions import add_item, add_occasion, draft_month, draft_year, drop_item, submit
from projects.occasions.models import Occasion, Plan, PlanItem
from tests import factories as make
from tests.trust.roles import DESK, HERE, OFFICE, RUNS, STAFF, WORKING, Door, to
from tests.trust.typed import MANAGER_ONLY

YEAR = str(make.NOW.year)


def rows(c):
    """A station's year with a thing in each state, a month that waits for an answer, a market, a festival."""
    words = {"by": c.manager, "at": c.at}
    draft_year(Outpost.objects.filter(pk=c.station.pk), year=c.at.year, **words)
    plan = Plan.objects.select_related("outpost__division").get(outpost=c.station, month=0)
    item = add_item(plan, title=c.text.title, day=date(c.at.year, c.at.month, 1), source="own:1", **words)
    dropped = add_item(plan, title=c.text.title, month=12, source="own:2", **words)
    drop_item(dropped, reason=c.text.note, **words)
    sent = draft_month(plan, 3, **words)
    submit(sent, **words)
    market = {"name": "集", "kind": "market", "rule": "逢三六九", "advice": "集上量血压", "since": date(2020, 1, 1)}
    made = {"plan": plan, "plan:sent": sent, "item": item, "item:dropped": dropped}
    made["market"] = add_occasion(division=c.station.division, **market, **words)
    made["festival"] = Occasion.objects.get(name="春节", division=None)
    PlanItem.objects.filter(pk=item.pk).update(lead=c.text.name[:40])
    made["need"] = CommonNeed.objects.create(
        division=c.station.division, kind_id="care", season="冬", since=date(2020, 1, 1), found_at=c.at
    )
    made["need"].askers.add(c.rows["wish:new"])
    return made


def step(row, name, who, says=None):
    return Door(DESK, row, RUNS, who, step=name, says=says)


def mine(row, name, says=None):
    return Door(DESK, row, MANAGER_ONLY, MANAGER_ONLY, step=name, says=says)


def says(**typed):
    return lambda c: dict(typed)


def a_thing(c):
    return {"title": "陪读班", "day": f"{c.at.year}-12-05"}


def held(c):
    return {"day": f"{c.at.year}-{c.at.month:02}-01", "attended": 12}


def a_market(c):
    typed = {"name": "新集", "kind": "market", "rule": "逢三六九", "since": f"{c.at:%Y-%m-%d}"}
    return typed | {"division": c.station.division_id}


def an_offer(c):
    return {"occasion": c.rows["market"].pk, "day": f"{c.at.year}-12-01"}


DESKS = {
    "desk_orders:radar": Door(DESK, get=STAFF),
    "desk_orders:need": Door(DESK, "need", HERE, MANAGER_ONLY, says=says(title="统一办")),
    "desk_orders:dismiss_need": Door(DESK, "need", RUNS, RUNS, says=says(reason="各家不一样")),
    "desk_portal:calendar": Door(DESK, get=STAFF),
    "desk_occasions:plans": Door(DESK, get=STAFF),
    "desk_occasions:draft_all": Door(DESK, post=WORKING, says=says(which="next")),
    "desk_occasions:plan": Door(DESK, "outpost", get=HERE, step=YEAR),
    "desk_occasions:draft": Door(DESK, "outpost", post=RUNS, step=YEAR),
    "desk_occasions:plan_step/submit": step("plan", "submit", MANAGER_ONLY),
    "desk_occasions:plan_step/take_back": step("plan:sent", "take_back", MANAGER_ONLY),
    # The station's own branch has no manager here, so the office stands in for the level above.
    "desk_occasions:plan_step/approve": step("plan:sent", "approve", to(OFFICE)),
    "desk_occasions:plan_step/send_back": step("plan:sent", "send_back", to(OFFICE), says(reason="少了冬至")),
    "desk_occasions:add": Door(DESK, "plan", MANAGER_ONLY, MANAGER_ONLY, says=a_thing),
    "desk_occasions:take": Door(DESK, "plan", post=MANAGER_ONLY, says=an_offer),
    "desk_occasions:item": Door(DESK, "item", MANAGER_ONLY, MANAGER_ONLY, says=a_thing),
    "desk_occasions:item_step/hold": mine("item", "hold", held),
    "desk_occasions:item_step/drop": mine("item", "drop", says(reason="下雪")),
    "desk_occasions:item_step/restore": mine("item:dropped", "restore"),
    "desk_occasions:keep": Door(DESK, get=WORKING, post=RUNS, says=a_market),
    "desk_occasions:end": Door(DESK, "market", RUNS, RUNS, says=lambda c: {"last": f"{c.at:%Y-%m-%d}"}),
    "desk_occasions:pack": Door(DESK, "festival", post=WORKING, step=YEAR, is_public=True),
}
