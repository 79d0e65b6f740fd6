"""The doors of trainings, certificates and insurance."""

from datetime import timedelta

from django.utils import timezone

from tests.trust.roles import (
    DESK,
    ELSEWHERE,
    EVERYBODY,
    HERE,
    KNOWN,
    MANAGER,
    NEIGHBOUR,
    OFFICE,
    OPEN,
    PERSONAL,
    RUNS,
    STAFF,
    VOLUNTEER,
    Door,
    to,
)

MANAGER_ONLY, VOLUNTEERS = to(MANAGER), to(VOLUNTEER)


def a_reason(c):
    return {"reason": "写一句话"}


def a_word(c):
    return {"w": c.rows["cert:issued"].word if c else "A"}


def a_certificate(c):
    return {"issuer": c.branch.pk, "first_on": "2020-01-01", "last_on": f"{timezone.localdate(c.at):%Y-%m-%d}"}


def tomorrow(c):
    return {"day": f"{timezone.localdate(c.at) + timedelta(days=1):%Y-%m-%d}"}


def right_answers(c):
    return {f"q{one.pk}": one.answer for one in c.rows["training"].questions.all()}


def who_passed(c):
    return {"passed_on": f"{timezone.localdate(c.at):%Y-%m-%d}", "numbers": c.helper.number}


def a_policy(c):
    day = f"{timezone.localdate(c.at):%Y-%m-%d}"
    return {"insurer": "人保", "number": "新", "first_on": day, "last_on": day, "covers": "意外", "cost_per_head": "1"}


def who_is_insured(c):
    day = f"{timezone.localdate(c.at):%Y-%m-%d}"
    return {"first_on": day, "last_on": day, "numbers": c.helper.number}


def step(row, name, who, says=None):
    return Door(DESK, row, who, who, step=name, says=says)


PROOF = {
    "volunteers:certificates": Door(PERSONAL, get=KNOWN),
    "volunteers:ask_certificate": Door(PERSONAL, get=VOLUNTEERS, post=VOLUNTEERS, says=a_certificate),
    "volunteers:certificate": Door(PERSONAL, "cert:applied", get=VOLUNTEERS),
    "volunteers:certificate/issued": Door(PERSONAL, "cert:issued", get=VOLUNTEERS),
    "volunteers:withdraw_certificate": Door(PERSONAL, "cert:applied", post=VOLUNTEERS),
    "volunteers:certificate_pdf": Door(PERSONAL, "cert:issued", get=VOLUNTEERS),
    "volunteers:verify": Door(OPEN, get=EVERYBODY),
    "volunteers:trainings": Door(PERSONAL, get=KNOWN),
    "volunteers:training": Door(
        PERSONAL, "training", get=VOLUNTEERS, post=VOLUNTEERS, by="code", says=right_answers, is_public=True
    ),
    "volunteers:guardian": Door(PERSONAL, get=KNOWN, post=KNOWN, says=tomorrow),
    "volunteers:verify_number": Door(OPEN, "cert:issued", get=EVERYBODY, by="number", is_public=True, query=a_word),
}

PROOF_DESKS = {
    "desk_volunteers:trainings": Door(DESK, get=STAFF),
    "desk_volunteers:training": Door(
        DESK, "training", get=STAFF, post=RUNS, by="code", says=who_passed, is_public=True
    ),
    "desk_volunteers:annul_training": Door(DESK, "qualification", RUNS, RUNS, says=a_reason),
    "desk_volunteers:backbone": Door(DESK, get=STAFF),
    "desk_volunteers:track": Door(DESK, "volunteer", get=HERE),
    # Nobody has the hours for a stage here; the verbs are held by tests of their own.
    "desk_volunteers:track_step/leave": Door(DESK, "on track", post=RUNS, step="leave"),
    "desk_volunteers:policies": Door(DESK, get=STAFF, post=to(OFFICE, ELSEWHERE), says=a_policy),
    "desk_volunteers:bare": Door(DESK, get=STAFF),
    # A policy is its whole county's, so the neighbour meets it; tests of insurance hold other counties away.
    "desk_volunteers:policy": Door(
        DESK, "policy", get=HERE | {NEIGHBOUR}, post=RUNS, says=who_is_insured, is_public=True
    ),
    "desk_volunteers:roster_for_insurer": Door(DESK, "policy", post=to(OFFICE), says=a_reason, is_public=True),
    "desk_volunteers:certificates": Door(DESK, get=STAFF),
    "desk_volunteers:certificate": Door(DESK, "cert:applied", get=HERE),
    "desk_volunteers:certificate/issued": Door(DESK, "cert:issued", get=HERE),
    "desk_volunteers:certificate_paper": Door(DESK, "cert:issued", post=RUNS),
    "desk_volunteers:certificate_step/prepare": step("cert:applied", "prepare", RUNS),
    "desk_volunteers:certificate_step/again": step("cert:prepared", "again", RUNS),
    # The office checked it, so the manager signs.
    "desk_volunteers:certificate_step/issue": Door(DESK, "cert:prepared", RUNS, MANAGER_ONLY, step="issue"),
    "desk_volunteers:certificate_step/refuse": step("cert:applied", "refuse", RUNS, a_reason),
    "desk_volunteers:certificate_step/revoke": step("cert:issued", "revoke", RUNS, a_reason),
}
