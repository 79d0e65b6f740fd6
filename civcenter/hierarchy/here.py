"""Which outpost this browser is at: from the wall's QR code, the last wish, or picked once. A signed cookie."""

from django.conf import settings

from civcenter.hierarchy.models import Outpost, Tier
from civcenter.kit.secrets import sign, unsign

COOKIE = "civ_outpost"
TWO_YEARS = 2 * 365 * 24 * 3600


def remember(response, outpost):
    """Keep the outpost in this browser; returns the response."""
    response.set_cookie(
        COOKIE,
        sign("outpost", outpost.pk),
        max_age=TWO_YEARS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def remembered(request):
    """The open outpost this browser was last at, or None."""
    pk = unsign("outpost", request.COOKIES.get(COOKIE, ""))
    return _open().filter(pk=pk).first() if pk else None


def here(request):
    """The remembered outpost; else the centre where only one county lives here; else None (the page asks)."""
    known = remembered(request)
    if known:
        return known
    centres = list(_open().filter(tier=Tier.CENTER)[:2])
    return centres[0] if len(centres) == 1 else None


def named(text):
    """The open outpost whose number stands in an address or a form, or None; anything may stand there."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        return None
    return _open().filter(pk=text).first()


def _open():
    return Outpost.objects.filter(is_open=True).select_related("division__parent")
