"""Every route of the portal, its class, and who succeeds there: written by hand, against which the walk is held."""

from orders import telling
from tests import factories as make
from tests.trust import hours, plan_routes, points, praise, shop_routes, team_routes
from tests.trust.activity_routes import ACTIVITIES, ACTIVITY_DESKS
from tests.trust.programs import BACK_OFFICE, PROGRAMS
from tests.trust.register import DESK_PAGES, PHONES
from tests.trust.roles import (
    AUDITOR,
    DESK,
    ELSEWHERE,
    EVERYBODY,
    HAND,
    HERE,
    KNOWN,
    NOBODY,
    OFFICE,
    OPEN,
    PERSONAL,
    RUNS,
    STAFF,
    SYSADMIN,
    WORKING,
    Door,
    to,
)
from tests.trust.routes_cockpit import COCKPIT_DESKS, WALLS
from tests.trust.routes_inspections import INSPECTION_DESKS, VERIFY
from tests.trust.routes_proof import PROOF, PROOF_DESKS
from tests.trust.typed import (
    MANAGER_ONLY,
    MINE,
    OFFICE_ONLY,
    VOLUNTEERS,
    a_list,
    a_wish,
    an_order,
    chosen,
    columns,
    corrected,
    dispatched,
    finished,
    guests,
    handing,
    into,
    keyed,
    late_service,
    published,
    refusal,
    served,
    typed_finish,
    words,
)

PORTAL = {
    **WALLS,
    **VERIFY,
    "portal:home": Door(OPEN, get=EVERYBODY),
    "portal:outposts": Door(OPEN, get=EVERYBODY),
    "portal:outpost": Door(OPEN, "outpost", get=EVERYBODY, is_public=True),
    "portal:stay": Door(OPEN, "outpost", post=EVERYBODY, is_public=True),
    "portal:poster": Door(OPEN, "outpost", get=EVERYBODY, is_public=True),
    "portal:done": Door(OPEN, "outpost", get=EVERYBODY, is_public=True),
    "portal:calendar": Door(OPEN, get=EVERYBODY),
    "portal:calendar_feed": Door(OPEN, "division", get=EVERYBODY, by="code", is_public=True),
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
    **PHONES,
    "volunteers:consent": Door(OPEN, get=EVERYBODY),
    "volunteers:hours": Door(OPEN, get=EVERYBODY),
    "volunteers:objection": Door(PERSONAL, "record"),
    "volunteers:appeal": Door(PERSONAL, "record", get=VOLUNTEERS, post=VOLUNTEERS, says=words),
    "volunteers:calendar": Door(PERSONAL, get=VOLUNTEERS, post=VOLUNTEERS),
    "volunteers:calendar_feed": Door(OPEN, "feed", by="token", get=EVERYBODY, is_public=True),
    **PROOF,
    "incentives:points": Door(PERSONAL, get=KNOWN),
    "incentives:stars": Door(OPEN, "county", get=EVERYBODY, by="code", is_public=True),
    "incentives:record": Door(PERSONAL, "record", get=HERE | VOLUNTEERS),
}

RESIDENTS = {
    **ACTIVITIES,
    "orders:wish": Door(OPEN, get=EVERYBODY, post=EVERYBODY, says=a_wish),
    "orders:find": Door(OPEN, get=EVERYBODY, post=EVERYBODY, says=lambda c: {"number": c.rows["wish:new"].number}),
    "orders:track": Door(OPEN, "wish:new", by="number", get=EVERYBODY, is_public=True),
    "orders:made": Door(OPEN, "wish:new", by="number", get=EVERYBODY, is_public=True),
    "orders:hand": Door(HAND, "wish:new", by="hand", get=EVERYBODY, is_public=True),
    "orders:wish_step/reply": Door(HAND, "wish:asked", MINE, MINE, "number", "reply", says=keyed()),
    "orders:wish_step/withdraw": Door(HAND, "wish:new", MINE, MINE, "number", "withdraw", says=keyed()),
    "orders:wish_step/confirm": Door(HAND, "wish:served", MINE, MINE, "number", "confirm", says=keyed(stars=5)),
    "orders:wish_step/dispute": Door(HAND, "wish:served", MINE, MINE, "number", "dispute", says=keyed()),
    "orders:code": Door(HAND, "wish:new", MINE, by="number"),
    "orders:scan": Door(OPEN, "order:serving", by="scan", get=EVERYBODY, is_public=True),
    "orders:scanned": Door(PERSONAL, get=VOLUNTEERS, post=VOLUNTEERS),
    "orders:home": Door(PERSONAL, "claim:done", post=VOLUNTEERS),
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
    "desk_orders:screen": Door(DESK, "order:serving", get=MANAGER_ONLY),
    "desk_orders:roll": Door(DESK, "order:serving", MANAGER_ONLY, MANAGER_ONLY),
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
    **ACTIVITY_DESKS,
    **DESK_PAGES,
    "desk_volunteers:imports": Door(DESK, get=WORKING, post=OFFICE_ONLY, says=a_list),
    "desk_volunteers:import_template": Door(DESK, get=WORKING),
    "desk_volunteers:import": Door(DESK, "import:checked", get=RUNS),
    "desk_volunteers:import/written": Door(DESK, "import:written", get=RUNS),
    "desk_volunteers:import_columns": Door(DESK, "import:mapping", RUNS, RUNS, says=columns),
    "desk_volunteers:import_faults": Door(DESK, "import:checked", get=RUNS),
    "desk_volunteers:import_invite": Door(DESK, "import:written", post=RUNS),
    "desk_volunteers:import_step/confirm": Door(DESK, "import:checked", post=RUNS, step="confirm"),
    "desk_volunteers:import_step/drop": Door(DESK, "import:mapping", post=RUNS, step="drop"),
    "desk_volunteers:import_step/undo": Door(DESK, "import:written", post=RUNS, step="undo"),
    "desk_volunteers:import_step/again": Door(DESK, "import:checked", post=RUNS, step="again"),
    "desk_volunteers:conflicts": Door(DESK, get=WORKING),
    "desk_volunteers:conflict": Door(DESK, "conflict", post=RUNS, says=lambda c: {"take": "yes"}),
    "desk_volunteers:exports": Door(DESK, get=WORKING, post=OFFICE_ONLY, says=lambda c: {"division": c.code}),
    "desk_volunteers:export": Door(DESK, "export", get=RUNS),
    "desk_volunteers:export/asked": Door(DESK, "export:asked", get=RUNS),
    "desk_volunteers:export_decide": Door(DESK, "export:asked", post=OFFICE_ONLY, says=lambda c: {"agree": "yes"}),
    # Its link is signed for one row and a day; a made-up one opens nothing.
    "desk_volunteers:export_file": Door(DESK, "export", step="nothing"),
    **PROOF_DESKS,
    **COCKPIT_DESKS,
    **INSPECTION_DESKS,
    "desk_incentives:records": Door(DESK, get=WORKING),
    "desk_incentives:watched": Door(DESK, get=WORKING),
    "desk_incentives:suspicion": Door(
        DESK, "suspicion", RUNS, RUNS, says=lambda c: {"keep": "keep", "reason": "问过了，来过"}
    ),
    "desk_incentives:correction": Door(DESK, "record", RUNS, RUNS, says=corrected),
    "desk_incentives:record/agree": desk_step("record", "agree", RUNS),
    "desk_incentives:record/annul": desk_step("record", "annul", RUNS, lambda c: {"reason": "人没有来"}),
    "desk_incentives:late_entries": Door(DESK, get=WORKING),
    "desk_incentives:propose_late": Door(DESK, "late:who", RUNS, RUNS, says=late_service),
    "desk_incentives:late_entry": Door(DESK, "late:asked", RUNS, OFFICE_ONLY, says=lambda c: {"accept": "yes"}),
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


RESIDENTS |= team_routes.PHONES | hours.DOORS | praise.PHONES | shop_routes.PHONES | points.PHONES
DESKS |= team_routes.DESKS | plan_routes.DESKS | hours.DESK_DOORS | praise.DESKS
DESKS |= shop_routes.DESKS | points.DESKS
TABLE = PORTAL | RESIDENTS | DESKS | PROGRAMS | BACK_OFFICE


def hand_link(c, name):
    """The signed link of a wish's SMS, as its two arguments."""
    row = c.rows[name]
    return [row.number, telling.wish_link(row).split("/")[4]]
