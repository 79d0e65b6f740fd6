"""The doors of the cockpit, the leader's phone and the screens."""

from tests.trust.roles import DESK, ELSEWHERE, EVERYBODY, OFFICE, OPEN, STAFF, Door, to

WALLS = {"portal:wall": Door(OPEN, "screen", get=EVERYBODY, by="walling", is_public=True)}
COCKPIT_DESKS = {
    "desk_portal:cockpit": Door(DESK, get=STAFF),
    "desk_portal:numbers": Door(DESK, get=STAFF),
    "desk_portal:cockpit_rows": Door(DESK, "word", get=STAFF, by="wishes", is_public=True),
    "desk_portal:leader": Door(DESK, get=STAFF),
    "desk_portal:screen": Door(DESK, get=STAFF),
    "desk_portal:screens": Door(
        DESK,
        get=to(OFFICE, ELSEWHERE),
        post=to(OFFICE),
        says=lambda c: {"name": "大厅", "division": c.code},
    ),
    "desk_portal:revoke_screen": Door(DESK, "screen", post=to(OFFICE)),
}
