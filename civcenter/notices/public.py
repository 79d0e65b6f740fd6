"""The inbox of residents and volunteers."""

from django.views.decorators.http import require_POST, require_safe

from civcenter.kit.gate import by_phone
from civcenter.notices import inbox


@by_phone
@require_safe
def messages(request):
    """What was said to me, newest first."""
    return inbox.show(request, "notices/inbox.html")


@by_phone
@require_POST
def open_one(request, pk):
    """Read one: it is marked and leads to what it is about."""
    return inbox.open_one(request, pk, back="notices:inbox")


@by_phone
@require_POST
def read_all(request):
    """All of them are read."""
    return inbox.read_all(request, back="notices:inbox")
