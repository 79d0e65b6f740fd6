"""Which network address a request comes from; used to slow floods down, never to know a person."""

from django.conf import settings


def of(request):
    """The client's address: the nearest hop that is not a proxy of our own; empty where there is none.

    A client may write X-Forwarded-For itself, so it is read only when the connection comes from a proxy
    named in the setting TRUSTED_PROXIES.
    """
    address = request.META.get("REMOTE_ADDR", "")
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    while address in settings.TRUSTED_PROXIES and hops and hops[-1]:
        address = hops.pop()
    return address
