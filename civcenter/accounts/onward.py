"""Where somebody wanted to go before the log-in asked who he is."""

from django.utils.http import url_has_allowed_host_and_scheme


def onward(request, default=""):
    """The `next` of this request if it is a path of our own, else the default."""
    path = request.POST.get("next") or request.GET.get("next") or ""
    own = url_has_allowed_host_and_scheme(path, allowed_hosts=None, require_https=request.is_secure())
    return path if own and path.startswith("/") else default
