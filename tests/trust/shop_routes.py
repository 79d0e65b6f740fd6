"""The lines of the table for points shops, households and cards."""

import uuid
from datetime import timedelta

from civcenter.residents import actions as residents
from incentives.actions import reserving as redeeming
from incentives.actions import shelves
from incentives.models import GoodsKind
from tests.incentives import shelf as lay
from tests.trust.roles import (
    DESK,
    EVERYBODY,
    KNOWN,
    OFFICE,
    OPEN,
    PERSONAL,
    RUNS,
    VOLUNTEER,
    WORKING,
    Door,
    to,
)

SOMEBODY, OTHERS = to(VOLUNTEER), to(OFFICE)


def an_order(c):
    account = c.volunteer.person.points_account
    return {"key": str(uuid.uuid4()), "price": "2.00", "quantity": 1, "account": account.pk}


def a_shop(c):
    return {"outpost": c.station.pk, "kind": "women", "name": "店", "opening_hours": "九点"}


def says(**typed):
    return lambda c: dict(typed)


GOODS = {"kind": "daily", "price": 3, "limit_days": 30, "safety_stock": 0}
PAPER = {"quantity": 1, "kind": "donation", "voucher_no": "2", "giver": "某某", "worth": 1}
PHONES = {
    "incentives:markets": Door(OPEN, get=EVERYBODY),
    "incentives:market": Door(OPEN, "shop", get=EVERYBODY, is_public=True),
    "incentives:goods": Door(PERSONAL, "on the shelf", get=KNOWN, post=SOMEBODY, says=an_order, is_public=True),
    "incentives:quarter": Door(OPEN, "shop", get=EVERYBODY, step="2026-4", is_public=True),
    "incentives:redemptions": Door(PERSONAL, get=KNOWN),
    "incentives:redemption": Door(PERSONAL, "kept", get=SOMEBODY, post=SOMEBODY),
    # Nobody here has points and a household at once; tests of the pages give him both.
    "incentives:household": Door(PERSONAL, get=KNOWN),
}
DESKS = {
    "desk_incentives:shops": Door(DESK, get=WORKING),
    "desk_incentives:new_shop": Door(DESK, get=WORKING, post=RUNS, says=a_shop),
    "desk_incentives:shop": Door(DESK, "shop", get=RUNS),
    "desk_incentives:change_shop": Door(DESK, "shop", RUNS, RUNS, says=says(name="店", opening_hours="九点")),
    "desk_incentives:new_item": Door(DESK, "shop", RUNS, RUNS, says=says(name="毛巾", **GOODS)),
    "desk_incentives:counter": Door(DESK, "shop", get=RUNS, post=RUNS, says=lambda c: {"typed": c.rows["kept"].code}),
    "desk_incentives:hand_over": Door(
        DESK,
        "shop",
        post=RUNS,
        says=lambda c: {"typed": c.rows["kept"].code, "picks": [c.rows["kept"].pk], "taken": "self"},
    ),
    # Without the PIN the card opens nothing; with it, tests of the counter hold it.
    "desk_incentives:by_card": Door(DESK, "shop"),
    "desk_incentives:change_item": Door(DESK, "on the shelf", RUNS, RUNS, says=says(name="毛巾", **GOODS)),
    "desk_incentives:supply": Door(DESK, "on the shelf", RUNS, RUNS, says=says(**PAPER)),
    # A count of it waits for a second person, and the manager made it.
    "desk_incentives:count": Door(DESK, "on the shelf", get=RUNS),
    "desk_incentives:decide_count": Door(DESK, "count", post=OTHERS, says=says(accept="no")),
    "desk_incentives:ask_return": Door(DESK, "given", RUNS, RUNS, says=says(reason="拿错了")),
    "desk_incentives:decide_return": Door(DESK, "returning", post=OTHERS, says=says(accept="yes")),
    "desk_residents:households": Door(
        DESK, get=WORKING, post=RUNS, says=lambda c: {"name": "张三", "division": c.station.division_id}
    ),
    "desk_residents:household": Door(
        DESK, "household", RUNS, RUNS, says=lambda c: {"name": c.text.name, "phone": c.volunteer.person.phone}
    ),
    "desk_residents:issue_card": Door(DESK, "household", post=RUNS),
    "desk_residents:remove_member": Door(DESK, "at home", post=RUNS),
    "desk_residents:issue_own_card": Door(DESK, "at home", post=RUNS),
    "desk_residents:card": Door(DESK, "card", RUNS, RUNS, says=says(pin="8806", pin_again="8806")),
    "desk_residents:cancel_card": Door(DESK, "card", post=RUNS),
    "desk_residents:card_sheets": Door(DESK, get=WORKING),
}


def rows(c):
    """A shop with something on its shelf and kept, a return and a difference that wait; a household with a card."""
    at, day = c.at, timedelta(days=1)
    shop = shelves.open_shop(
        c.station, kind="points", name=c.text.title[:40], opening_hours=c.text.note[:60], delivers=True, keepers=[],
        by=c.manager, at=at,
    )  # fmt: skip
    kind = GoodsKind.objects.get(pk="daily")
    item = shelves.add_item(shop, name=c.text.name, kind=kind, price=2, by=c.office, at=at)
    paper = {"kind": "donation", "voucher_no": "1", "giver": c.text.note[:60], "worth": 9}
    shelves.supply(item, quantity=9, by=c.manager, at=at, **paper)
    person, account = lay.rich(points=50, person=c.volunteer.person, code=c.station.division_id, at=at)
    made = {"shop": shop, "on the shelf": item, "kept": lay.reserved(item, person, account, key="kept", at=at)}
    given = lay.reserved(item, person, account, key="given", at=at)
    redeeming.collect([given], taken="self", by=c.manager, at=at)
    back = lay.reserved(item, person, account, key="back", at=at)
    redeeming.collect([back], taken="self", by=c.manager, at=at)
    redeeming.ask_return(back, reason=c.text.note[:100], by=c.manager, at=at)
    made |= {"given": given, "returning": back}
    made["count"] = shelves.count(item, counted=0, reason=c.text.note[:100], by=c.manager, at=at + day)
    home = residents.found_household(name=c.text.name, division_id=c.station.division_id, at=at)
    residents.add_member(home, person=c.helper.person, by=c.manager, at=at)
    return made | {
        "household": home,
        "card": residents.issue_card(home, by=c.manager, at=at),
        "at home": c.helper.person,
    }
