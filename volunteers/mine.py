"""Which volunteer is at this phone."""

from volunteers.models import Volunteer


def volunteer_of(request):
    """The register's row of the person chosen in this session, or None."""
    if not request.user.is_authenticated or request.person is None:
        return None
    rows = Volunteer.objects.select_related("person__user", "person__staff", "division__parent")
    return rows.filter(person=request.person).first()
