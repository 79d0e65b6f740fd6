"""How long a log-in lasts: staff two hours idle and twelve in all, a phone thirty days; and how much it has shown."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import SESSION_KEY, login, logout
from django.utils import timezone

from civcenter.accounts.models import TotpDevice, User

IDLE, WHOLE = timedelta(hours=2), timedelta(hours=12)
PHONE = timedelta(days=30)
NOTED_EVERY = timedelta(minutes=1)
"""A staff session's last use is written at most so often."""

HALF_WAY = timedelta(minutes=10)
"""So long after the password the code must follow."""

FRESH = timedelta(minutes=15)
"""So long after showing who he is somebody may look at what is masked (trust, row 19)."""

BY_PHONE, SINCE, SEEN = "by_phone", "since", "seen"
HALF, TOTP, AGAIN = "half_way", "totp", "shown_again"
"""Session keys: who typed the right password and owes the code; the device that showed it; when shown once more."""

BACKEND = "django.contrib.auth.backends.ModelBackend"


def begin_half_way(request, user):
    """The password was right, the code is owed: nobody is logged in yet, whoever was before is out."""
    logout(request)
    request.session[HALF] = [user.pk, user.get_session_auth_hash(), timezone.now().timestamp()]
    request.session.cycle_key()


def half_way(request):
    """The log-in whose password was typed not long ago in this browser and has not changed since, or None."""
    pk, auth_hash, since = request.session.get(HALF, (None, "", 0))
    if timezone.now().timestamp() - since > HALF_WAY.total_seconds():
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    return user if user and user.get_session_auth_hash() == auth_hash else None


def come_in_by_password(request, user, device=None):
    """A new session key; whatever the visitor was before ends here. `device` is the phone that showed the code."""
    login(request, user, backend=BACKEND)
    for left_over in (BY_PHONE, "person_id", HALF, TOTP, AGAIN):
        request.session.pop(left_over, None)
    at = timezone.now().timestamp()
    request.session[SINCE] = request.session[SEEN] = at
    if device:
        request.session[TOTP] = device.pk
    request.session.set_expiry(WHOLE)


def come_in_by_phone(request, user):
    """A new session key, for the people who share the phone."""
    login(request, user, backend=BACKEND)
    request.session.pop("person_id", None)
    request.session[BY_PHONE] = True
    request.session.set_expiry(PHONE)


def is_fresh(request):
    """Whether the password was typed, and the code shown, not long ago in this session."""
    last = request.session.get(AGAIN) or request.session.get(SINCE, 0)
    return timezone.now().timestamp() - last <= FRESH.total_seconds()


def freshen(request):
    request.session[AGAIN] = timezone.now().timestamp()


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


class StaffTotpMiddleware:
    """End a staff session that showed no code, or whose device was reset since. Nothing else decides who is in.

    So there is no page, admin or API that could forget to ask. Keys of programs carry no session and are not asked.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        session = request.session
        if settings.CIV_STAFF_TOTP and session.get(SESSION_KEY) and not session.get(BY_PHONE):
            shown = TotpDevice.objects.filter(pk=session.get(TOTP), user=session[SESSION_KEY])
            if not shown.exists():
                logout(request)
        return self.get_response(request)
