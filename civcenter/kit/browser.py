"""The browser as a hand: a signed, long-lived cookie that names no person."""

import secrets as random

from django.conf import settings

from civcenter.kit.secrets import sign, unsign

COOKIE = "civ_browser"
TWO_YEARS = 2 * 365 * 24 * 3600


class BrowserMiddleware:
    """Put `request.browser` (22 characters) on every request; set the cookie on a first visit."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        known = unsign("browser", request.COOKIES.get(COOKIE, ""))
        request.browser = known or random.token_urlsafe(16)
        response = self.get_response(request)
        if not known:
            response.set_cookie(
                COOKIE,
                sign("browser", request.browser),
                max_age=TWO_YEARS,
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        return response
