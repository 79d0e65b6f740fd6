"""A thing is asked for, its owner answers, it is given back. Two never have it at once."""

from datetime import timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from civcenter.accounts.duties import Duty
from civcenter.accounts.running import manages, runners_told
from civcenter.kit.errors import NotYours, OutOfTurn, RuleBroken
from civcenter.kit.rows import insert_unless_taken
from civcenter.kit.verbs import verb
from projects.resources.actions.resources import lock, must_run
from projects.resources.choices import ASKED, GRANTED, HELD, BookingStatus
from projects.resources.models import Booking, ResourceRule
from projects.resources.terms import refusal


@verb
def book(resource, *, unit, title, use, starts_at, ends_at, by, at, people=0, source=""):
    """Ask for a thing, or have it at once where its owner needs not nod each time; inside the owner's terms only.

    The exclusion constraint decides on overlaps, not a look beforehand; the same source again is the same booking.
    """
    _may_book(resource, unit, by, at)
    if starts_at < at:
        raise RuleBroken("这个时间已经过了。", field="day")
    if ends_at <= starts_at:
        raise RuleBroken("结束要在开始之后。", field="ends_at")
    lock(resource)
    period = DateTimeTZRange(starts_at, ends_at)
    why = refusal(resource, period, use)
    if why:
        raise RuleBroken(_with_elsewhere(why, resource, period, use), field="use")
    row = Booking(
        resource=resource, unit=unit, title=title[:60], use=use, people=people, period=period,
        held=_with_rest(resource, period), source=source, asked_by=by, asked_at=at, **_answer(resource, at),
    )  # fmt: skip
    if not insert_unless_taken(row):
        return _known(row) or _refuse(row)
    if row.status == ASKED:
        _keeper_told(row, at)
    return row


def _may_book(resource, unit, by, at):
    if not (manages(by, unit, at) or by.holds(Duty.PREPARE, unit.division_id)):
        raise NotYours("订场地由要用的所站来订。")
    if not resource.is_active or resource.county != unit.county:
        raise RuleBroken("这处场地现在订不了，请选本县在用的。")


def _answer(resource, at):
    if not resource.asks_owner:
        return {"status": GRANTED}
    rule = ResourceRule.objects.at(timezone.localdate(at), resource.county).get()
    return {"status": ASKED, "answer_by": at + timedelta(hours=rule.answer_hours)}


def _with_rest(resource, period):
    return DateTimeTZRange(period.lower, period.upper + timedelta(minutes=resource.rest_minutes))


def _known(row):
    if not row.source:
        return None
    same = Booking.objects.held().filter(resource=row.resource, source=row.source)
    return same.filter(period=row.period).first()


def _refuse(row):
    other = Booking.objects.held().filter(resource=row.resource, held__overlap=row.held).first()
    if other is None:
        raise RuleBroken("这件事已经订过这处场地了，要改时间请先退掉原来的。")
    begin, end = timezone.localtime(other.period.lower), timezone.localtime(other.period.upper)
    rest = f"，用完要歇 {row.resource.rest_minutes} 分钟" if row.resource.rest_minutes else ""
    when = f"{begin.month} 月 {begin.day} 日 {begin:%H:%M} 到 {end:%H:%M}"
    raise RuleBroken(f"{when} 已经订给“{other.title}”{rest}。换个时间，或换一处。", field="starts_at")


def _with_elsewhere(why, resource, period, use):
    """The sentence, and where the same can be done at that time."""
    others = type(resource).objects.of_county(resource.county).filter(sort=resource.sort, township=resource.township)
    others = others.exclude(pk=resource.pk).prefetch_related("agreements", "protected", "opening")
    for other in others[:20]:
        busy = other.bookings.filter(status__in=HELD, held__overlap=_with_rest(other, period))
        if not refusal(other, period, use) and not busy.exists():
            return f"{why}可以订{other.name}，那时空着。"
    return why


def _keeper_told(row, at):
    text = f"有人想用“{row.resource.name}”：{row.title}。请问{row.resource.steward}一声，记下他的回话。"
    link = f"/desk/venues/{row.resource_id}/"
    runners_told(row.resource.used_by, text=text, link=link, source=f"booking:{row.pk}:asked", at=at)


@verb
def grant(booking, *, by, at):
    """The owner nods; whoever keeps the book writes it down."""
    must_run(by, booking.resource, at)
    asked = Booking.objects.filter(pk=booking.pk, status=ASKED)
    if not asked.update(status=GRANTED, answered_by=by, answered_at=at):
        raise OutOfTurn("记同意")
    _booker_told(booking, f"“{booking.resource.name}”订好了：{booking.title}", "granted", at)
    booking.refresh_from_db()
    return booking


@verb
def veto(booking, *, by, at, reason):
    """主人不同意, with his reason; he may also take back what he nodded to, as long as it is not over."""
    must_run(by, booking.resource, at)
    if not reason:
        raise RuleBroken("写一句主人为什么不同意，订的人会看到。", field="reason")
    held = Booking.objects.held().filter(pk=booking.pk, period__endswith__gt=at)
    if not held.update(status=BookingStatus.VETOED, answered_by=by, answered_at=at, reason=reason[:100]):
        raise OutOfTurn("记不同意")
    _booker_told(booking, f"“{booking.resource.name}”主人不同意：{reason}", "vetoed", at)
    booking.refresh_from_db()
    return booking


def _booker_told(booking, text, what, at):
    link = f"/desk/venues/{booking.resource_id}/"
    runners_told(booking.unit, text=text, link=link, source=f"booking:{booking.pk}:{what}", at=at)


@verb
def cancel(booking, *, at, by=None):
    """退了: whoever booked it, or keeps the book; `by` is None where its matter was called off. May be said twice."""
    if by is not None and not manages(by, booking.unit, at):
        must_run(by, booking.resource, at)
    Booking.objects.held().filter(pk=booking.pk).update(status=BookingStatus.CANCELLED)


@verb
def move(booking, *, starts_at, ends_at, by, at):
    """The same use at another time: asked anew, and the old time is free. Returns the new booking."""
    cancel(booking, at=at)
    return book(
        booking.resource, unit=booking.unit, title=booking.title, use=booking.use, people=booking.people,
        source=booking.source, starts_at=starts_at, ends_at=ends_at, by=by, at=at,
    )  # fmt: skip


@verb
def return_it(booking, *, by, at):
    """A lent thing came back; said by who keeps the book."""
    must_run(by, booking.resource, at)
    lent = Booking.objects.filter(pk=booking.pk, status=GRANTED, returned_at=None)
    if not lent.update(returned_at=at):
        raise OutOfTurn("记归还")
