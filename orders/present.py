"""Who is here: places with when their people came and went, and how we know."""

from volunteers.choices import CheckKind
from volunteers.models import CheckIn


def present(claims):
    """The places as a list, each with `came` and `went` (a CheckIn or None). Two queries."""
    people = ("order", "volunteer__person__user", "volunteer__person__staff", "volunteer__division")
    rows = list(claims.select_related(*people).order_by("pk"))
    seen = {}
    for one in CheckIn.objects.filter(source__in=[row.source for row in rows]).order_by("-at"):
        seen[one.source, one.kind] = one
    for row in rows:
        row.came, row.went = (seen.get((row.source, kind)) for kind in (CheckKind.IN, CheckKind.OUT))
    return rows
