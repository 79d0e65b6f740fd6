"""The teams of the places one may read."""

from django.db.models import Count, Q
from django.utils import timezone
from django.views.decorators.http import require_safe

from civcenter.accounts.duties import Duty
from civcenter.kit.gate import needs
from civcenter.kit.lists import part
from civcenter.kit.pages import page
from volunteers.choices import MemberStatus
from volunteers.models import Team


@needs(Duty.READ)
@require_safe
def teams(request):
    """The teams of the places one may read, with captain and number of members."""
    rows = Team.objects.current().within(request.user.codes).select_related("division", "parent")
    rows = rows.with_leaders(timezone.localdate())
    active = Count("membership", filter=Q(membership__status=MemberStatus.ACTIVE))
    found = part(request, rows.annotate(size=active), "township", "name")
    return page(request, "volunteers/desk/teams.html", {"rows": found.rows, "more_url": found.more_url})
