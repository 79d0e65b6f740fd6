"""The staff log-ins of a county, and whether their owners said who they are."""

from django.db.models import Exists, OuterRef, Prefetch

from civcenter.accounts.models import Appointment, TotpDevice, User
from civcenter.hierarchy.models import Division
from civcenter.residents.models import Person


def log_ins(counties, day):
    """Those who hold a post there on that day, with `held` posts.

    `is_known` where a phone was proved to be the owner's, `has_totp` where one is bound that shows codes.
    """
    posts = Appointment.objects.current(day).filter(division__in=Division.objects.within(counties))
    known = Person.objects.filter(staff=OuterRef("pk"), user__isnull=False)
    rows = User.objects.filter(Exists(posts.filter(user=OuterRef("pk"))), phone_key=None)
    held = Prefetch("appointments", posts.select_related("division").order_by("pk"), to_attr="held")
    bound = TotpDevice.objects.filter(user=OuterRef("pk"))
    return rows.annotate(is_known=Exists(known), has_totp=Exists(bound)).prefetch_related(held)
