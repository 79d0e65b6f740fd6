"""The inbox of staff."""

from django.views.decorators.http import require_POST, require_safe

from civcenter.notices import inbox


@require_safe
def messages(request):
    """What was said to me, newest first."""
    return inbox.show(request, "notices/desk_inbox.html")


@require_POST
def open_one(request, pk):
    """Read one: it is marked and leads to what it is about."""
    return inbox.open_one(request, pk, back="desk_notices:inbox")


@require_POST
def read_all(request):
    """All of them are read."""
    return inbox.read_all(request, back="desk_notices:inbox")
