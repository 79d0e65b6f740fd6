"""What every page may need. Each part is lazy: a page that does not draw it asks the database nothing."""

from datetime import timedelta
from functools import cache

from django.conf import settings
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from civcenter.kit import elder
from civcenter.notices.models import Notice
from civcenter.portal import nav
from civcenter.rules.models import calendar_for

BACK, AHEAD = timedelta(days=400), timedelta(days=60)
"""How far deadline chips look: an order overdue for more than a year reads the same as one of a year."""


def look(request):
    """Elder mode, labels, the guards' warning, navigation and the work calendar."""
    user = getattr(request, "user", None)

    def official():
        return bool(user and user.is_authenticated and user.is_official)

    return {
        "elder": elder.is_on(request),
        "demo": settings.CIV_DEMO,
        "filing": settings.CIV_FILING,
        "guards_missing": SimpleLazyObject(lambda: settings.GUARDS_MISSING if official() else []),
        "unread": SimpleLazyObject(lambda: _unread(user)),
        "work_calendar": calendar_when_asked(),
        "desk_nav": SimpleLazyObject(lambda: nav.entries(user) if official() else []),
        "desk_unit": SimpleLazyObject(lambda: nav.unit(user) if official() else {}),
    }


def _unread(user):
    if not (user and user.is_authenticated):
        return 0
    return Notice.objects.filter(user_id=user.pk, channel="inbox", read_at=None).count()


def work_calendar():
    """Which days are workdays, for about a year back and two months ahead; one query."""
    today = timezone.localdate()
    return calendar_for(today - BACK, today + AHEAD)


def calendar_when_asked():
    """The work calendar that asks the database only once a day is asked of it."""
    known = cache(work_calendar)
    return lambda day: known()(day)
