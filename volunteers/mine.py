"""Which volunteer is at this phone."""

from volunteers.models import Volunteer


def volunteer_of(request):
    """The register's row of the person chosen in this session, or None."""
    person = person_of(request)
    if not person:
        return None
    rows = Volunteer.objects.select_related("person__user", "person__staff", "division__parent")
    return rows.filter(person=person.pk).first()


def person_of(request):
    """The person chosen in this session; before one is chosen, the first that uses this log-in; else None."""
    if not request.user.is_authenticated:
        return None
    return getattr(request, "person", None) or request.user.persons.order_by("pk").first()
