"""Who he is, once more: before somebody looks at what is masked, the password is typed again unless it just was.

A machine left open on a desk shows no phone numbers. What was typed before is kept in the page, so that nobody types it
twice and the very same request goes on; but for a secret, which no page repeats.
"""

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth import authenticate
from django.utils import timezone

from civcenter.accounts import sessions
from civcenter.accounts.actions import check_totp
from civcenter.accounts.forms import AgainForm
from civcenter.kit.forms import act
from civcenter.kit.pages import page

NOT_KEPT = ("csrfmiddlewaretoken", "again_password", "again_code", "pin", "pin_again")


def ask(request):
    """None where the log-in is fresh, or this very POST made it so; else the page that asks.

    For desk views that show masked data: `asked = again.ask(request)`, and answer with it if there is one.
    """
    if sessions.is_fresh(request):
        return None
    typed = request.POST if "again_password" in request.POST else None
    form = AgainForm(typed, with_code=settings.CIV_STAFF_TOTP)
    if form.is_valid() and _is_right(request, form):
        sessions.freshen(request)
        return None
    kept = [(name, value) for name in request.POST if name not in NOT_KEPT for value in request.POST.getlist(name)]
    return page(request, "accounts/again.html", {"form": form, "kept": kept}, status=form.status)


def _is_right(request, form):
    """Wrong passwords count like those of the log-in page, and lock the same."""
    typed, user = form.cleaned_data, request.user
    if authenticate(request, username=user.username, password=typed["again_password"]) != user:
        failures = AxesProxyHandler.get_failures(request, {"username": user.username})
        form.refuse(max(settings.AXES_FAILURE_LIMIT - failures, 0))
        return False
    if not settings.CIV_STAFF_TOTP:
        return True
    return bool(act(form, check_totp, user=user, code=typed["again_code"], at=timezone.now()))
