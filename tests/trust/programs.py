"""The programs' routes and the admin's: for whom each succeeds, written by hand (see routes)."""

from datetime import timedelta

from tests.trust.roles import (
    ADMIN,
    API,
    EVERYBODY,
    HERE,
    KNOWN,
    NOBODY,
    OPEN,
    PERSONAL,
    RESIDENT,
    RUNS,
    SYSADMIN,
    VOLUNTEER,
    Door,
    to,
)
from tests.trust.typed import (
    MANAGER_ONLY,
    MINE,
    OFFICE_ONLY,
    VOLUNTEERS,
    WORDS,
    guests,
    handing,
    into,
    refusal,
    scan_code,
    tomorrow,
    words,
)


def told(c, **more):
    begin, end = tomorrow(c)
    return {"starts_at": begin.isoformat(), "ends_at": end.isoformat(), **more}


def service(c):
    return told(c, title="走访", kind="care")


def worked(c):
    return {"started_at": (c.at - timedelta(minutes=50)).isoformat(), "ended_at": c.at.isoformat()}


def wish_move(step, row, who, says=words):
    return {f"api:wish_{step}": Door(API, f"wish:{row}", post=who, by="number", says=says)}


def order_move(step, row, who, says=words):
    return {f"api:order_{step}": Door(API, f"order:{row}", post=who, by="id", says=says)}


def claim_move(step, row, who, says=words):
    return {f"api:claim_{step}": Door(API, f"claim:{row}", post=who, by="id", says=says)}


def nothing(c):
    return {}


PROGRAMS = {
    "api:wish_list": Door(
        API,
        get=KNOWN,
        post=RUNS | {RESIDENT, VOLUNTEER},
        says=lambda c: {"kind": "care", "outpost": c.station.pk, **WORDS},
    ),
    "api:wish_show": Door(API, "wish:new", by="number", get=HERE | MINE),
    **wish_move("ask", "new", OFFICE_ONLY),
    **wish_move("reply", "asked", RUNS | MINE),
    **wish_move("refuse", "new", OFFICE_ONLY, refusal),
    **wish_move("transfer", "new", OFFICE_ONLY, handing),
    **wish_move("restore", "refused", OFFICE_ONLY),
    **wish_move("prepare", "new", OFFICE_ONLY, service),
    **wish_move("merge", "second", OFFICE_ONLY, into),
    **wish_move("unmerge", "planned", OFFICE_ONLY),
    **wish_move("withdraw", "new", RUNS | MINE),
    **wish_move("confirm", "served", OFFICE_ONLY | MINE, lambda c: {"stars": 5, "said": "很好"}),
    **wish_move("dispute", "served", OFFICE_ONLY | MINE),
    **wish_move("settle", "dissatisfied", OFFICE_ONLY),
    "api:order_list": Door(
        API, get=KNOWN, post=OFFICE_ONLY, says=lambda c: {"wishes": [c.rows["wish:new"].number], **service(c)}
    ),
    "api:order_show": Door(API, "order:draft", by="id", get=HERE),
    "api:order_show/public": Door(API, "order:open", by="id", get=KNOWN, is_public=True),
    **order_move("dispatch", "draft", OFFICE_ONLY, lambda c: {"unit": c.station.pk}),
    **order_move("publish", "dispatched", RUNS, nothing),
    **order_move("start", "dispatched", MANAGER_ONLY, nothing),
    **order_move("serve", "said", MANAGER_ONLY | VOLUNTEERS, nothing),
    **order_move("send_back", "dispatched", MANAGER_ONLY),
    **order_move("reopen", "disputed", OFFICE_ONLY),
    **order_move("cancel", "draft", OFFICE_ONLY),
    **order_move("urge", "dispatched", OFFICE_ONLY),
    **order_move("waive", "risky", MANAGER_ONLY),
    **order_move("offer", "dispatched", RUNS, guests),
    "api:order_claim": Door(PERSONAL, "order:open", post=VOLUNTEERS, by="id", says=nothing, is_public=True),
    "api:hall_list": Door(API, get=KNOWN),
    "api:claim_list": Door(API, get=KNOWN),
    "api:claim_show": Door(API, "claim:accepted", by="id", get=HERE | VOLUNTEERS),
    **claim_move("accept", "offered", VOLUNTEERS, nothing),
    **claim_move("decline", "offered", VOLUNTEERS, nothing),
    **claim_move("leave", "accepted", VOLUNTEERS),
    **claim_move("arrive", "accepted", VOLUNTEERS | MANAGER_ONLY, nothing),
    **claim_move("finish", "arrived", VOLUNTEERS | MANAGER_ONLY, worked),
    **claim_move("absent", "accepted", MANAGER_ONLY),
    "api:record_list": Door(API, get=KNOWN),
    "api:volunteer_list": Door(API, get=KNOWN),
    "api:volunteer_show": Door(API, "volunteer", by="id", get=HERE),
    "api:check_in": Door(
        PERSONAL, post=VOLUNTEERS, says=lambda c: {"token": scan_code(c, "order:serving"), "kind": "in"}
    ),
    "api:point_list": Door(API, get=KNOWN),
    "api:division_list": Door(API, get=KNOWN),
    "api:division_show": Door(API, "division", by="code", get=KNOWN, is_public=True),
    "api:occasion_year": Door(API, "division", by="code", get=KNOWN, step="2026", is_public=True),
    "api:outpost_list": Door(API, get=KNOWN),
    "api:outpost_show": Door(API, "outpost", by="id", get=KNOWN, is_public=True),
    "schema": Door(OPEN, get=EVERYBODY),
    "docs": Door(OPEN, get=EVERYBODY),
    "api/": Door(API),
}

ADMINS = to(SYSADMIN)
BACK_OFFICE = {
    "admin/login/": Door(OPEN, get=EVERYBODY, post=EVERYBODY),
    "admin:login": Door(OPEN, get=EVERYBODY, post=EVERYBODY),
    "admin:index": Door(ADMIN, get=ADMINS),
    # Whoever has no business here is led back to its door, still logged in.
    "admin:logout": Door(PERSONAL, get=KNOWN - ADMINS, post=KNOWN),
    "admin:password_change": Door(ADMIN, get=ADMINS),
    "admin:password_change_done": Door(ADMIN, get=ADMINS),
    "admin:autocomplete": Door(ADMIN),
    "admin:jsi18n": Door(ADMIN, get=ADMINS),
    "admin:view_on_site": Door(ADMIN, "content"),
    "admin/r/<path:rest>": Door(ADMIN),
    "admin:app_list": Door(ADMIN, "app", by="app", get=ADMINS, is_public=True),
    "admin/(?P<url>.*)$": Door(ADMIN),
}
for model, row, looks in (
    ("accounts_user", "manager", ADMINS),
    ("accounts_appointment", "post", ADMINS),
    ("residents_consenttext", "text", ADMINS),
    ("hierarchy_division", "division", NOBODY),
    ("hierarchy_outpost", "outpost", NOBODY),
    ("rules_ruledocument", "document", NOBODY),
    ("rules_calendarday", "day", NOBODY),
):
    everywhere = {"by": "object_id", "is_public": row not in ("manager", "post")}
    BACK_OFFICE |= {
        f"admin:{model}_changelist": Door(ADMIN, get=looks),
        f"admin:{model}_add": Door(ADMIN, get=looks),
        f"admin:{model}_change": Door(ADMIN, row, get=looks, **everywhere),
        f"admin:{model}_history": Door(ADMIN, row, get=looks, **everywhere),
        f"admin:{model}_delete": Door(ADMIN, row, **everywhere),
        # Old links, led on to the page above, whatever stands there.
        f"admin/{model.replace('_', '/')}/<path:object_id>/": Door(ADMIN, row, get=ADMINS, **everywhere),
    }
