"""The register's routes, for the table of `routes`: who succeeds where, written by hand."""

from civcenter.kit.secrets import sign
from tests.trust.activity_routes import answer_link, wall_code
from tests.trust.roles import (
    DESK,
    EVERYBODY,
    HERE,
    KNOWN,
    OPEN,
    PERSONAL,
    RESIDENT,
    RUNS,
    STAFF,
    VOLUNTEER,
    WORKING,
    Door,
    to,
)
from volunteers.actions import confirm_link
from volunteers.public.brought import DISOWN

MINE, VOLUNTEERS = to(RESIDENT), to(VOLUNTEER)


def because(c):
    return {"reason": "照证件看过"}


def desk_step(row, step, who, says=None):
    return Door(DESK, row, who, who, step=step, says=says)


PHONES = {
    "volunteers:join": Door(PERSONAL, get=KNOWN),
    "volunteers:join_page": Door(
        PERSONAL, "word", by="home", get=KNOWN, post=KNOWN, is_public=True, says=lambda c: {"home": c.station.pk}
    ),
    "volunteers:card": Door(PERSONAL, get=VOLUNTEERS),
    "volunteers:settings": Door(PERSONAL, get=VOLUNTEERS),
    "volunteers:setting": Door(PERSONAL, "word", VOLUNTEERS, VOLUNTEERS, by="skills", is_public=True),
    "volunteers:setting/kinds": Door(PERSONAL, "word", VOLUNTEERS, VOLUNTEERS, by="kinds", is_public=True),
    "volunteers:setting/times": Door(PERSONAL, "word", VOLUNTEERS, VOLUNTEERS, by="times", is_public=True),
    "volunteers:setting/about": Door(PERSONAL, "word", VOLUNTEERS, VOLUNTEERS, by="about", is_public=True),
    "volunteers:named": Door(PERSONAL, post=VOLUNTEERS),
    # This volunteer has promised to come somewhere, so he is told what before he goes.
    "volunteers:leave": Door(PERSONAL, get=VOLUNTEERS),
    "volunteers:erase": Door(PERSONAL, get=VOLUNTEERS),
    "volunteers:brought": Door(
        PERSONAL, get=KNOWN, post=KNOWN, says=lambda c: {"name": "周小周", "number": "990101195511030038"}
    ),
    "volunteers:brought_one": Door(PERSONAL, "brought", MINE, MINE, says=lambda c: {"answer": "not_me"}),
    "volunteers:disown_by_document": Door(PERSONAL, "brought", post=KNOWN, by="disowning", is_public=True),
    "volunteers:confirm": Door(
        OPEN, "brought", EVERYBODY, EVERYBODY, "confirming", is_public=True, says=lambda c: {"answer": "not_me"}
    ),
}

DESK_PAGES = {
    # A search is posted, so that no number of anybody stands in an address; it writes nothing, and readers search too.
    "desk_volunteers:volunteers": Door(PERSONAL, get=STAFF, post=STAFF, says=lambda c: {"q": "19000000000"}),
    "desk_volunteers:volunteer": Door(DESK, "volunteer", HERE, RUNS, says=lambda c: {"accept": "yes"}),
    "desk_volunteers:step/confirm": desk_step("brought", "confirm", RUNS, lambda c: {"yes": "on"}),
    "desk_volunteers:step/suspend": desk_step("member", "suspend", RUNS, because),
    "desk_volunteers:step/resume": desk_step("paused", "resume", RUNS),
    "desk_volunteers:step/correct": desk_step("volunteer", "correct", RUNS, lambda c: {"name": "周正", **because(c)}),
    "desk_volunteers:step/erase": desk_step("volunteer", "erase", RUNS, lambda c: {"yes": "on"}),
    "desk_volunteers:reveal": Door(DESK, "volunteer", RUNS, RUNS, step="phone", says=because),
    "desk_volunteers:ask": Door(DESK, post=WORKING),
    "desk_volunteers:scan": Door(DESK, "volunteer", get=RUNS, by="number"),
}

SIGNED = {
    "wall": wall_code,
    "reminder": lambda row: answer_link(row).split("/")[3],
    "confirming": lambda row: confirm_link(row).split("/")[3],
    "disowning": lambda row: sign(DISOWN, row.pk),
    "walling": lambda row: sign("screen", row.pk),
}
"""Signed links, by what they let one do."""
