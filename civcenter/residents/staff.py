"""The staff log-ins of a county, and whether their owners said who they are."""

from django.db.models import Exists, OuterRef, Prefetch

from civcenter.accounts.models import Appointment, User
from civcenter.hierarchy.models import Division
from civcenter.residents.models import Person


def log_ins(counties, day):
    """Those who hold a post there on that day: `is_known` where a phone was proved, `held` the posts."""
    posts = Appointment.objects.current(day).filter(division__in=Division.objects.within(counties))
    known = Person.objects.filter(staff=OuterRef("pk"), user__isnull=False)
    rows = User.objects.filter(Exists(posts.filter(user=OuterRef("pk"))), phone_key=None)
    held = Prefetch("appointments", posts.select_related("division").order_by("pk"), to_attr="held")
    return rows.annotate(is_known=Exists(known)).prefetch_related(held)
