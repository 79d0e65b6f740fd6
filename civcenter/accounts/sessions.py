"""How long a log-in lasts: staff two hours idle and twelve in all, a phone thirty days."""

from datetime import timedelta

from django.contrib.auth import SESSION_KEY, login, logout
from django.utils import timezone

IDLE, WHOLE = timedelta(hours=2), timedelta(hours=12)
PHONE = timedelta(days=30)
NOTED_EVERY = timedelta(minutes=1)
"""A staff session's last use is written at most so often."""

BY_PHONE, SINCE, SEEN = "by_phone", "since", "seen"
BACKEND = "django.contrib.auth.backends.ModelBackend"


def come_in_by_password(request, user):
    """A new session key; whatever the visitor was before ends here."""
    login(request, user, backend=BACKEND)
    for left_over in (BY_PHONE, "person_id"):
        request.session.pop(left_over, None)
    at = timezone.now().timestamp()
    request.session[SINCE] = request.session[SEEN] = at
    request.session.set_expiry(WHOLE)


def come_in_by_phone(request, user):
    """A new session key, for the people who share the phone."""
    login(request, user, backend=BACKEND)
    request.session.pop("person_id", None)
    request.session[BY_PHONE] = True
    request.session.set_expiry(PHONE)


class StaffSessionMiddleware:
    """End a staff session that is too old. Every session that is not a phone's counts as staff's."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        session = request.session
        if session.get(SESSION_KEY) and not session.get(BY_PHONE):
            self._look_at(request, timezone.now())
        return self.get_response(request)

    def _look_at(self, request, now):
        at, session = now.timestamp(), request.session
        since, seen = session.get(SINCE, at), session.get(SEEN, at)
        if at - since >= WHOLE.total_seconds() or at - seen >= IDLE.total_seconds():
            logout(request)
        elif SINCE not in session or at - seen >= NOTED_EVERY.total_seconds():
            session[SINCE], session[SEEN] = since, at
