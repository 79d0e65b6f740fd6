"""Every route of the portal, its class, and who succeeds there: written by hand, against which the walk is held."""

import uuid
from datetime import timedelta

from django.utils import timezone

from orders import telling
from tests import factories as make
from tests.trust.roles import (
    ADMIN,
    API,
    AUDITOR,
    DESK,
    ELSEWHERE,
    EVERYBODY,
    HAND,
    HERE,
    KNOWN,
    MANAGER,
    NOBODY,
    OFFICE,
    OPEN,
    PERSONAL,
    RESIDENT,
    RUNS,
    STAFF,
    SYSADMIN,
    VOLUNTEER,
    WORKING,
    Door,
    to,
)

WORDS = {"words": "写一句话"}
OFFICE_ONLY, MANAGER_ONLY, MINE, VOLUNTEERS = to(OFFICE), to(MANAGER), to(RESIDENT), to(VOLUNTEER)


def words(c):
    return dict(WORDS)


def keyed(**more):
    return lambda c: {"key": str(uuid.uuid4()), **WORDS, **more}


def a_wish(c):
    typed = {"kind": "care", "urgency": "normal", "outpost": c.station.pk, "phone": make.fresh_phone()}
    return {"key": str(uuid.uuid4()), **WORDS, **typed}


def hours(begin, end, first="starts_at", last="ends_at"):
    begin, end = timezone.localtime(begin), timezone.localtime(end)
    return {"day": f"{begin:%Y-%m-%d}", first: f"{begin:%H:%M}", last: f"{end:%H:%M}"}


def tomorrow(c):
    begin = c.at + timedelta(days=1)
    return begin, begin + timedelta(hours=2)


def an_order(c):
    return {"title": "走访", "kind": "care", "needed": 1, "urgency": "normal", **hours(*tomorrow(c))}


def dispatched(c):
    return {"unit": c.station.pk, **hours(*tomorrow(c))}


def published(c):
    return {"needed": 2, **hours(*tomorrow(c))}


def finished(c):
    return hours(c.at - timedelta(minutes=50), c.at - timedelta(minutes=10), "started_at", "ended_at")


def served(c):
    pk = c.rows["claim:arrived"].pk
    parts = hours(c.at - timedelta(minutes=50), c.at - timedelta(minutes=10), "from", "to")
    return {f"c{pk}_{name}": value for name, value in {"came": "done", **parts}.items()}


def typed_finish(c):
    begin, end = (timezone.localtime(c.at - timedelta(minutes=ago)) for ago in (50, 10))
    return {"started_at": f"{begin:%Y-%m-%dT%H:%M}", "ended_at": f"{end:%Y-%m-%dT%H:%M}"}


def chosen(c):
    return {"wishes": c.rows["wish:new"].pk}


def into(c):
    return {"order": c.rows["order:draft"].pk}


def refusal(c):
    return {"reason": "paid", **WORDS}


def handing(c):
    return {"to": "供电所", **WORDS}


def guests(c):
    return {"volunteers": [c.helper.pk]}


PORTAL = {
    "portal:home": Door(OPEN, get=EVERYBODY),
    "portal:outposts": Door(OPEN, get=EVERYBODY),
    "portal:outpost": Door(OPEN, "outpost", get=EVERYBODY, is_public=True),
    "portal:stay": Door(OPEN, "outpost", post=EVERYBODY, is_public=True),
    "portal:poster": Door(OPEN, "outpost", get=EVERYBODY, is_public=True),
    "portal:done": Door(OPEN, "outpost", get=EVERYBODY, is_public=True),
    "portal:elder_on": Door(OPEN, get=EVERYBODY, post=EVERYBODY),
    "portal:elder_off": Door(OPEN, post=EVERYBODY),
    "portal:healthz": Door(OPEN, get=EVERYBODY),
    "portal:robots": Door(OPEN, get=EVERYBODY),
    "portal:favicon": Door(OPEN, get=EVERYBODY),
    "accounts:login": Door(
        OPEN,
        get=EVERYBODY,
        post=EVERYBODY,
        says=lambda c: {"username": c.manager.username, "password": make.PASSWORD},
    ),
    # Without a password typed in this browser these lead back to it; without the setting nobody is asked.
    "accounts:totp": Door(OPEN, get=EVERYBODY, post=EVERYBODY),
    "accounts:totp_new": Door(OPEN, get=EVERYBODY, post=EVERYBODY),
    "accounts:logout": Door(OPEN, post=EVERYBODY),
    "accounts:phone_login": Door(OPEN, get=EVERYBODY, post=EVERYBODY, says=lambda c: {"phone": make.fresh_phone()}),
    # Without a phone asked for in this browser these lead back to the phone.
    "accounts:code": Door(OPEN, get=EVERYBODY, post=EVERYBODY),
    "accounts:code_again": Door(OPEN, post=EVERYBODY),
    "accounts:me": Door(PERSONAL, get=KNOWN),
    "residents:who": Door(PERSONAL, get=KNOWN, post=KNOWN),
    "notices:inbox": Door(PERSONAL, get=KNOWN),
    "notices:read_all": Door(PERSONAL, post=KNOWN),
    "notices:open": Door(PERSONAL, "notice:resident", post=MINE),
    "volunteers:join": Door(
        PERSONAL,
        get=KNOWN,
        post=to(RESIDENT, VOLUNTEER),
        says=lambda c: {"home": c.station.pk, "name": "周小周", "agrees": "on"},
    ),
    "volunteers:consent": Door(OPEN, get=EVERYBODY),
    "volunteers:calendar": Door(PERSONAL, get=VOLUNTEERS, post=VOLUNTEERS),
    "volunteers:calendar_feed": Door(OPEN, "feed", by="token", get=EVERYBODY, is_public=True),
    "incentives:points": Door(PERSONAL, get=KNOWN),
    "incentives:stars": Door(OPEN, "county", get=EVERYBODY, by="code", is_public=True),
    "incentives:record": Door(PERSONAL, "record", get=HERE | VOLUNTEERS),
}

RESIDENTS = {
    "orders:wish": Door(OPEN, get=EVERYBODY, post=EVERYBODY, says=a_wish),
    "orders:find": Door(OPEN, get=EVERYBODY, post=EVERYBODY, says=lambda c: {"number": c.rows["wish:new"].number}),
    "orders:track": Door(OPEN, "wish:new", by="number", get=EVERYBODY, is_public=True),
    "orders:made": Door(OPEN, "wish:new", by="number", get=EVERYBODY, is_public=True),
    "orders:hand": Door(HAND, "wish:new", by="hand", get=EVERYBODY, is_public=True),
    "orders:wish_step/reply": Door(HAND, "wish:asked", MINE, MINE, "number", "reply", says=keyed()),
    "orders:wish_step/withdraw": Door(HAND, "wish:new", MINE, MINE, "number", "withdraw", says=keyed()),
    "orders:wish_step/confirm": Door(HAND, "wish:served", MINE, MINE, "number", "confirm", says=keyed(stars=5)),
    "orders:wish_step/dispute": Door(HAND, "wish:served", MINE, MINE, "number", "dispute", says=keyed()),
    "orders:hall": Door(OPEN, get=EVERYBODY),
    "orders:order": Door(OPEN, "order:open", get=EVERYBODY, is_public=True),
    "orders:order/hidden": Door(HAND, "order:dispatched", get=VOLUNTEERS),
    "orders:claim_order": Door(PERSONAL, "order:open", post=VOLUNTEERS, is_public=True),
    "orders:serve_order": Door(PERSONAL, "order:said", get=VOLUNTEERS, post=VOLUNTEERS),
    "orders:mine": Door(OPEN, get=EVERYBODY),
    "orders:claim": Door(PERSONAL, "claim:accepted", get=HERE | VOLUNTEERS),
    "orders:claim_step/accept": Door(PERSONAL, "claim:offered", VOLUNTEERS, VOLUNTEERS, step="accept"),
    "orders:claim_step/decline": Door(PERSONAL, "claim:offered", VOLUNTEERS, VOLUNTEERS, step="decline"),
    "orders:claim_step/leave": Door(PERSONAL, "claim:accepted", VOLUNTEERS, VOLUNTEERS, step="leave", says=words),
    # The manager may take these two for a volunteer, by whichever door.
    "orders:claim_step/arrive": Door(
        PERSONAL, "claim:accepted", VOLUNTEERS | MANAGER_ONLY, VOLUNTEERS | MANAGER_ONLY, step="arrive"
    ),
    "orders:claim_step/finish": Door(
        PERSONAL,
        "claim:arrived",
        VOLUNTEERS | MANAGER_ONLY,
        VOLUNTEERS | MANAGER_ONLY,
        step="finish",
        says=typed_finish,
    ),
}


def desk_step(row, step, who, says=None):
    return Door(DESK, row, who, who, step=step, says=says)


DESKS = {
    "desk_portal:home": Door(DESK, get=STAFF | {SYSADMIN}),
    "desk_portal:outposts": Door(DESK, get=WORKING),
    "desk_portal:outpost": Door(DESK, "outpost", RUNS, RUNS, says=lambda c: {"phone": "0934-6622000"}),
    "desk_orders:board": Door(DESK, get=STAFF),
    "desk_orders:column": Door(DESK, "column", get=STAFF, by="key", is_public=True),
    "desk_orders:today": Door(DESK, get=STAFF),
    "desk_orders:wishes": Door(DESK, get=STAFF),
    "desk_orders:enter": Door(DESK, get=WORKING, post=RUNS, says=a_wish),
    "desk_orders:wish": Door(DESK, "wish:new", get=HERE),
    "desk_orders:slip": Door(DESK, "wish:entered", get=RUNS),
    "desk_orders:reveal": Door(DESK, "wish:new", post=RUNS, says=words),
    "desk_orders:wish_step/ask": desk_step("wish:new", "ask", OFFICE_ONLY, words),
    "desk_orders:wish_step/reply": desk_step("wish:asked", "reply", RUNS, words),
    "desk_orders:wish_step/refuse": desk_step("wish:new", "refuse", OFFICE_ONLY, refusal),
    "desk_orders:wish_step/transfer": desk_step("wish:new", "transfer", OFFICE_ONLY, handing),
    "desk_orders:wish_step/restore": desk_step("wish:refused", "restore", OFFICE_ONLY, words),
    "desk_orders:wish_step/prepare": desk_step("wish:new", "prepare", OFFICE_ONLY),
    "desk_orders:wish_step/merge": desk_step("wish:second", "merge", OFFICE_ONLY, into),
    "desk_orders:wish_step/unmerge": desk_step("wish:planned", "unmerge", OFFICE_ONLY, words),
    "desk_orders:wish_step/withdraw": desk_step("wish:new", "withdraw", RUNS, words),
    "desk_orders:wish_step/confirm": desk_step(
        "wish:served", "confirm", OFFICE_ONLY, lambda c: {"stars": 5, "said_": "很好"}
    ),
    "desk_orders:wish_step/dispute": desk_step("wish:served", "dispute", OFFICE_ONLY, lambda c: {"said_": "没来"}),
    "desk_orders:wish_step/settle": desk_step("wish:dissatisfied", "settle", OFFICE_ONLY, words),
    "desk_orders:orders": Door(DESK, get=STAFF),
    "desk_orders:prepare": Door(DESK, get=to(OFFICE, ELSEWHERE), post=OFFICE_ONLY, says=an_order, query=chosen),
    "desk_orders:join": Door(DESK, post=OFFICE_ONLY, says=into, query=chosen),
    "desk_orders:order": Door(DESK, "order:draft", get=HERE),
    "desk_orders:sheet": Door(DESK, "order:awaited", get=HERE),
    "desk_orders:order_step/dispatch": desk_step("order:draft", "dispatch", OFFICE_ONLY, dispatched),
    "desk_orders:order_step/publish": desk_step("order:dispatched", "publish", RUNS, published),
    "desk_orders:order_step/start": desk_step("order:dispatched", "start", MANAGER_ONLY),
    "desk_orders:order_step/serve": desk_step("order:serving", "serve", MANAGER_ONLY, served),
    "desk_orders:order_step/send_back": desk_step("order:dispatched", "send_back", MANAGER_ONLY, words),
    "desk_orders:order_step/reopen": desk_step("order:disputed", "reopen", OFFICE_ONLY, words),
    "desk_orders:order_step/cancel": desk_step("order:draft", "cancel", OFFICE_ONLY, words),
    "desk_orders:order_step/offer": desk_step("order:dispatched", "offer", RUNS, guests),
    "desk_orders:order_step/urge": desk_step("order:dispatched", "urge", OFFICE_ONLY, words),
    "desk_orders:order_step/waive": desk_step("order:risky", "waive", MANAGER_ONLY, words),
    "desk_orders:claim_step/accept": desk_step("claim:offered", "accept", NOBODY),
    "desk_orders:claim_step/decline": desk_step("claim:offered", "decline", NOBODY),
    "desk_orders:claim_step/leave": desk_step("claim:accepted", "leave", NOBODY, words),
    "desk_orders:claim_step/arrive": desk_step("claim:accepted", "arrive", MANAGER_ONLY),
    "desk_orders:claim_step/finish": desk_step("claim:arrived", "finish", MANAGER_ONLY, finished),
    "desk_orders:claim_step/absent": desk_step("claim:accepted", "absent", MANAGER_ONLY, words),
    "desk_volunteers:volunteers": Door(DESK, get=STAFF),
    "desk_volunteers:volunteer": Door(DESK, "volunteer", HERE, RUNS, says=lambda c: {"accept": "yes"}),
    "desk_volunteers:teams": Door(DESK, get=STAFF),
    "desk_incentives:records": Door(DESK, get=WORKING),
    "desk_incentives:record/agree": desk_step("record", "agree", RUNS),
    "desk_incentives:record/annul": desk_step("record", "annul", RUNS, lambda c: {"reason": "人没有来"}),
    "desk_incentives:stars": Door(DESK, get=STAFF),
    "desk_incentives:give_due": Door(DESK, post=WORKING),
    "desk_incentives:star/announce": desk_step("star:reached", "announce", OFFICE_ONLY),
    "desk_incentives:star/give": desk_step("star:due", "give", OFFICE_ONLY),
    "desk_incentives:star/withhold": desk_step("star:notice", "withhold", OFFICE_ONLY, lambda c: {"reason": "不实"}),
    "desk_incentives:star/revoke": desk_step("star:given", "revoke", OFFICE_ONLY, lambda c: {"reason": "不实"}),
    "desk_residents:reveal_phone": Door(DESK, "person", RUNS, RUNS, says=lambda c: {"reason": "要打电话问时间"}),
    "desk_residents:reveals": Door(DESK, get=to(AUDITOR)),
    "desk_residents:account": Door(DESK, get=STAFF | {SYSADMIN}),
    # Whoever said already who he is, or has not shown a code yet, is led back.
    **{
        f"desk_residents:own_{part}": Door(PERSONAL, get=STAFF | {SYSADMIN}, post=STAFF | {SYSADMIN})
        for part in ("phone", "code", "who")
    },
    "desk_residents:staff": Door(DESK, get=to(OFFICE, SYSADMIN, ELSEWHERE)),
    "desk_accounts:password": Door(
        PERSONAL,
        get=KNOWN,
        post=STAFF | {SYSADMIN},
        says=lambda c: {"old": make.PASSWORD, "password": "xin-mima-2027", "again": "xin-mima-2027"},
    ),
    "desk_accounts:totp_reset": Door(DESK, "manager", post=to(SYSADMIN)),
    "desk_accounts:stranded": Door(DESK, get=to(OFFICE, SYSADMIN, ELSEWHERE)),
    "desk_accounts:resend": Door(DESK, "sms", post=to(OFFICE, SYSADMIN)),
    "desk_notices:inbox": Door(PERSONAL, get=KNOWN),
    "desk_notices:read_all": Door(PERSONAL, post=KNOWN),
    "desk_notices:open": Door(PERSONAL, "notice:manager", post=MANAGER_ONLY),
}


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
    "api:point_list": Door(API, get=KNOWN),
    "api:division_list": Door(API, get=KNOWN),
    "api:division_show": Door(API, "division", by="code", get=KNOWN, is_public=True),
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

TABLE = PORTAL | RESIDENTS | DESKS | PROGRAMS | BACK_OFFICE


def hand_link(c, name):
    """The signed link of a wish's SMS, as its two arguments."""
    row = c.rows[name]
    return [row.number, telling.wish_link(row).split("/")[4]]
