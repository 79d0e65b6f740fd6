"""Which rows a filter leaves: one function for the board, the lists and their counts."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from orders.flow import WishStatus
from orders.forms.filters import LATE, TODAY


def narrowed(rows, chosen, at):
    """Rows of the township and kind, overdue or due today, in the state, that were chosen."""
    if "township" in chosen:
        rows = rows.filter(township=chosen["township"].pk)
    if "kind" in chosen:
        rows = rows.filter(Q(kind=chosen["kind"]) | Q(kind__parent=chosen["kind"]))
    if "state" in chosen:
        rows = rows.filter(status=chosen["state"])
    if chosen.get("only") == LATE:
        rows = rows.filter(late(at))
    if chosen.get("only") == TODAY:
        rows = rows.filter(due_today(at))
    return rows


def late(at):
    """Overdue for us: what waits for the resident's rating is nobody's fault, and ends by itself."""
    return Q(due_at__lt=at) & ~Q(status=WishStatus.SERVED)


def due_today(at):
    """Not overdue yet, but will be before midnight; what waits for a resident does not count."""
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return Q(due_at__gte=at, due_at__lt=midnight) & ~Q(status__in=[WishStatus.SERVED, WishStatus.ASKED])
