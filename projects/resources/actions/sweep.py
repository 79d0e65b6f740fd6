"""The clock's hand over bookings: who does not answer, and what does not come back. May run twice or beside itself."""

from civcenter.accounts.running import runners_told
from civcenter.kit.verbs import verb
from projects.resources.choices import ASKED, GRANTED, BookingStatus, Sort
from projects.resources.models import Booking

BATCH = 200


def sweep(at):
    """One round; returns counts by name."""
    late = Booking.objects.filter(status=ASKED).select_related("resource__used_by__division", "unit")
    lent = Booking.objects.filter(status=GRANTED, resource__sort=Sort.EQUIPMENT, returned_at=None)
    return {
        "lapsed": sum(_lapse(row, at) for row in late.filter(period__startswith__lte=at).order_by("pk")[:BATCH]),
        "escalated": sum(_escalate(row, at) for row in _unanswered(late, at)),
        "overdue": sum(_ask_back(row, at) for row in _not_back(lent, at)),
    }


def _unanswered(late, at):
    rows = late.filter(answer_by__lte=at, escalated_at=None, period__startswith__gt=at)
    return rows.order_by("answer_by")[:BATCH]


def _not_back(lent, at):
    return lent.filter(held__endswith__lt=at).select_related("resource", "unit").order_by("pk")[:BATCH]


@verb
def _lapse(row, at):
    """It would have begun, and nobody nodded."""
    if not Booking.objects.filter(pk=row.pk, status=ASKED).update(status=BookingStatus.LAPSED):
        return 0
    text = f"“{row.resource.name}”没等到主人回话，没有订上：{row.title}"
    link = f"/desk/venues/{row.resource_id}/"
    runners_told(row.unit, text=text, link=link, source=f"booking:{row.pk}:lapsed", at=at)
    return 1


@verb
def _escalate(row, at):
    """Nobody answered in time: the level above coordinates."""
    if not Booking.objects.filter(pk=row.pk, status=ASKED, escalated_at=None).update(escalated_at=at):
        return 0
    keeper = row.resource.used_by
    text = f"{row.unit.name}想用“{row.resource.name}”，过了时间没有回话，请协调：{row.title}"
    link = f"/desk/venues/{row.resource_id}/"
    runners_told(keeper.above or keeper, text=text, link=link, source=f"booking:{row.pk}:escalated", at=at)
    return 1


@verb
def _ask_back(row, at):
    """Equipment that should be back: the borrower is asked once a day."""
    text = f"“{row.resource.name}”该还了：{row.title}。还了请管的人记一下。"
    link = f"/desk/venues/{row.resource_id}/"
    runners_told(row.unit, text=text, link=link, source=f"booking:{row.pk}:back:{at:%Y%m%d}", at=at)
    return 1
