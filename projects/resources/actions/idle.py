"""闲置沉睡的资源: what nobody used for the rule's days, and the task that wakes it."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from civcenter.accounts.duties import Duty
from civcenter.accounts.running import manages
from civcenter.kit.errors import NotYours
from civcenter.kit.verbs import verb
from civcenter.workplan.actions import assign
from projects.resources.choices import GRANTED
from projects.resources.models import Booking, Resource, ResourceRule


def idle(resources, county, at):
    """Those of a county's things that nobody used for so many days, and nobody has booked for the coming ones."""
    rule = ResourceRule.objects.at(timezone.localdate(at), county).get()
    since = at - timedelta(days=rule.idle_days)
    used = Booking.objects.filter(resource=OuterRef("pk"), status=GRANTED, period__endswith__gt=since)
    return resources.active().filter(~Exists(used), county=county)


@verb
def activate(resource: Resource, *, due_on, words, by, at):
    """盘活: an idle thing becomes a task of the outpost that uses it; once a month for one thing."""
    above = resource.used_by.above
    may = by.holds(Duty.PREPARE, resource.division_id) or manages(by, resource.used_by, at)
    if not may and not (above and manages(by, above, at)):
        raise NotYours("盘活任务由县中心或管它的所站来派。")
    return assign(
        source=f"idle:{resource.pk}:{timezone.localdate(at):%Y%m}",
        unit=resource.used_by,
        title=f"把闲着的“{resource.name}”用起来",
        words=words,
        link=f"/desk/venues/{resource.pk}/",
        due_on=due_on,
        by=by,
        at=at,
    )
