"""The only writers of volunteers, teams, promised time and service records."""

from volunteers.actions.promises import clash, engage, free, renew_feed
from volunteers.actions.registry import apply_again, register, review
from volunteers.actions.service import (
    NOT_YOURS_TO_VOUCH,
    OWN,
    agree,
    annul,
    bar,
    bar_to_vouch,
    finalize,
    note_record,
    vouch,
)
from volunteers.actions.teams import found_team, join

__all__ = [
    "NOT_YOURS_TO_VOUCH",
    "OWN",
    "agree",
    "annul",
    "apply_again",
    "bar",
    "bar_to_vouch",
    "clash",
    "engage",
    "finalize",
    "found_team",
    "free",
    "join",
    "note_record",
    "register",
    "renew_feed",
    "review",
    "vouch",
]
