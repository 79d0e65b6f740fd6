"""长辈版 (elder mode): a cookie of the browser, nothing about the person. Bigger text, one column, no tab bar."""

from civcenter.kit.secrets import sign, unsign

COOKIE = "civ_elder"
TWO_YEARS = 2 * 365 * 24 * 3600


def is_on(request):
    """Whether this browser asked for the elder pages."""
    return request.COOKIES.get(COOKIE) == "1"


def token():
    """For the link on a slip or card by which staff turn elder mode on in somebody's phone."""
    return sign("elder", "on")


def allows(text):
    """Whether `text` is a token made by `token`. It only changes how pages look, so it does not expire."""
    return unsign("elder", text) == "on"


def turn(response, on):
    """Set or drop the cookie on a response and return the response."""
    if on:
        response.set_cookie(COOKIE, "1", max_age=TWO_YEARS, samesite="Lax", httponly=True)
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response
