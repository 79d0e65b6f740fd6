"""What a scanned code proves of a helper, and how well his hours are proved."""

from datetime import timedelta

from civcenter.accounts.models import User
from volunteers import rotating
from volunteers.actions import bar
from volunteers.choices import CheckHow, CheckKind, Evidence
from volunteers.models import CheckIn

SEEN = (CheckHow.STATION, CheckHow.ROLL_CALL)


def witness(shown, person, browser):
    """The station's screen where somebody opened it who may vouch for him; else no more than his own word.

    The device that scans is never the one that shows, nor one in which he proved a phone of his.
    """
    if shown.mark == rotating.mark(browser) or shown.mark in rotating.own_marks(person):
        return CheckHow.SELF
    kind, _, pk = shown.shown_by.partition(":")
    opener = User.objects.filter(pk=pk).first() if kind == "staff" else None
    return CheckHow.SELF if opener is None or bar(opener, person) else CheckHow.STATION


def grade(helper, is_agreed):
    """B where the unit agreed the hours, or others saw him come and go around them; else C, his own word."""
    return Evidence.LEADER if is_agreed or _seen_around(helper) else Evidence.SELF


def _seen_around(helper):
    rows = list(CheckIn.objects.filter(source=helper.source, volunteer=helper.volunteer_id, how__in=SEEN))
    minute = timedelta(minutes=1)
    came = any(row.kind == CheckKind.IN and row.at < helper.started_at + minute for row in rows)
    return came and any(row.kind == CheckKind.OUT and row.at > helper.ended_at - minute for row in rows)
