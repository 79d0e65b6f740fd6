"""The only writers of activities, of residents' places and of volunteers' places at them."""

from projects.activities.actions.asking import answer, ask, say_understood
from projects.activities.actions.calling_off import cancel, postpone
from projects.activities.actions.checkins import arrive, call_roll, code_of, come_by_code, finish, type_sheet, walk_in
from projects.activities.actions.drafts import copy, draft, edit, make_course, publish, take_venue
from projects.activities.actions.entering import enter
from projects.activities.actions.helping import absent, join, leave_help, seek_swap, take_over
from projects.activities.actions.opening import open_doors
from projects.activities.actions.reminding import remind, say_yes
from projects.activities.actions.signing import confirm, leave, sign_up
from projects.activities.actions.sweep import sweep
from projects.activities.actions.wrapping import Outcome, wrap_up

__all__ = [
    "Outcome",
    "absent",
    "answer",
    "arrive",
    "ask",
    "call_roll",
    "cancel",
    "code_of",
    "come_by_code",
    "confirm",
    "copy",
    "draft",
    "edit",
    "enter",
    "finish",
    "join",
    "leave",
    "leave_help",
    "make_course",
    "open_doors",
    "postpone",
    "publish",
    "remind",
    "say_understood",
    "say_yes",
    "seek_swap",
    "sign_up",
    "sweep",
    "take_over",
    "take_venue",
    "type_sheet",
    "walk_in",
    "wrap_up",
]
