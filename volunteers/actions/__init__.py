"""The only writers of volunteers, teams, promised time and service records."""

from volunteers.actions.promises import clash, engage, free, renew_feed
from volunteers.actions.registry import apply_again, register, review
from volunteers.actions.service import (
    NOT_YOURS_TO_VOUCH,
    agree,
    annul,
    finalize,
    is_own,
    may_vouch,
    note_record,
    vouch,
)
from volunteers.actions.teams import found_team, join

__all__ = [
    "NOT_YOURS_TO_VOUCH",
    "agree",
    "annul",
    "apply_again",
    "clash",
    "engage",
    "finalize",
    "found_team",
    "free",
    "is_own",
    "join",
    "may_vouch",
    "note_record",
    "register",
    "renew_feed",
    "review",
    "vouch",
]
