"""The lines of the table for teams, organisations, units and coverage."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.trust.roles import DESK, HERE, KNOWN, OFFICE, PERSONAL, RUNS, STAFF, VOLUNTEER, WORKING, Door, to

LEADING = RUNS | to(VOLUNTEER)
STAFF_LISTS = ("tree", "teams", "coverage", "units", "organisations")


def desk_step(row, step, says=None, post=RUNS):
    return Door(DESK, row, RUNS, post, step=step, says=says)


def says(**typed):
    return lambda c: dict(typed)


def here(**typed):
    return lambda c: {**typed, "division": c.station.division_id}


def a_number(c):
    return {"group": "league", "number": 3, "as_of": f"{c.at:%Y-%m-%d}", "source": "名册"}


def a_list(c):
    return {"group": "league", "file": SimpleUploadedFile("list.csv", "姓名,手机号\n周小,19000000001".encode())}


def the_same(c):
    return {"name": "会", "credit_code": c.rows["organisation"].credit_code, "code_remark": "看过原件"}


PHONES = {
    "volunteers:teams": Door(PERSONAL, get=KNOWN),
    "volunteers:team": Door(PERSONAL, "team", get=HERE | to(VOLUNTEER)),
    "volunteers:team_join": Door(PERSONAL, "team", post=to(VOLUNTEER)),
    "volunteers:team_leave": Door(PERSONAL, "team", post=to(VOLUNTEER)),
    "volunteers:team_roster": Door(PERSONAL, "team", get=LEADING),
    "volunteers:team_call": Door(PERSONAL, "team", LEADING, LEADING, says=says(words="来")),
    "volunteers:team_member": Door(PERSONAL, "membership", LEADING, LEADING, says=says(accept="yes")),
}
DESKS = {
    **{f"desk_volunteers:{name}": Door(DESK, get=STAFF) for name in STAFF_LISTS},
    "desk_volunteers:remind_units": Door(DESK, post=WORKING),
    "desk_volunteers:new_unit": Door(DESK, get=WORKING, post=RUNS, says=here(name="小学", kind="school")),
    "desk_volunteers:unit": Door(DESK, "unit", get=HERE),
    "desk_volunteers:edit_unit": Door(DESK, "unit", RUNS, RUNS, says=says(name="中学", kind="school")),
    "desk_volunteers:headcount": Door(DESK, "unit", RUNS, RUNS, says=a_number),
    "desk_volunteers:roster": Door(DESK, "unit", RUNS, RUNS, says=a_list),
    "desk_volunteers:remind": Door(DESK, "unit", post=RUNS),
    "desk_volunteers:new_team": Door(DESK, get=WORKING, post=RUNS, says=here(name="新队", kind="social")),
    "desk_volunteers:team": Door(DESK, "team", get=HERE),
    "desk_volunteers:team_step/edit": desk_step("team", "edit", says(name="改了名的队")),
    "desk_volunteers:team_step/end": desk_step("team", "end", says(reason="散了")),
    "desk_volunteers:team_step/call": desk_step("team", "call", says(words="来")),
    "desk_volunteers:member_step/answer": desk_step("membership", "answer", says(accept="yes")),
    "desk_volunteers:member_step/let_go": desk_step("membership", "let_go", says(reason="搬走了")),
    "desk_volunteers:member_step/captain": desk_step("membership", "captain"),
    "desk_volunteers:member_step/deputy": desk_step("membership", "deputy"),
    "desk_volunteers:new_organisation": Door(
        DESK, get=WORKING, post=RUNS, says=here(name="会", credit_code="91350100M000100Y43")
    ),
    "desk_volunteers:organisation_step/edit": desk_step("organisation", "edit", the_same),
    "desk_volunteers:organisation_step/verify": desk_step(
        "organisation", "verify", says(valid_to="2099-01-01"), post=to(OFFICE)
    ),
}
