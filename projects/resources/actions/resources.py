"""Things are put in the book by the outpost that uses them; what was agreed on them too. The owner stays."""

from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from civcenter.accounts.duties import Duty
from civcenter.accounts.running import manages, runners_told
from civcenter.hierarchy.models import Outpost
from civcenter.kit.errors import NotYours, RuleBroken
from civcenter.kit.rows import insert_unless_taken
from civcenter.kit.verbs import verb
from projects.resources.choices import HELD
from projects.resources.models import OpeningHours, ProtectedHours, Resource, UseAgreement
from projects.resources.terms import DAY, refusal

NOT_YOURS = "这处场地由用它的所站来管。"


def runs(user, resource, at):
    """Whether the user keeps the thing's book: who runs its outpost, and the county's office."""
    return user.holds(Duty.PREPARE, resource.division_id) or manages(user, resource.used_by, at)


def lock(resource):
    """Bookings and terms of one thing queue here: what one looks at, the other does not change meanwhile."""
    Resource.objects.select_for_update(of=("self",), no_key=True).get(pk=resource.pk)


def must_run(user, resource, at):
    if not runs(user, resource, at):
        raise NotYours(NOT_YOURS)


@verb
def add_resource(*, unit, by, at, **facts):
    """A thing that the outpost may use; whose it is cannot be changed afterwards."""
    if not (manages(by, unit, at) or by.holds(Duty.PREPARE, unit.division_id)):
        raise NotYours(NOT_YOURS)
    return Resource.objects.create(used_by=unit, division_id=unit.division_id, **facts)


@verb
def edit_resource(resource, *, by, at, **facts):
    """Put right what is said of it, but whose it is."""
    must_run(by, resource, at)
    if "owner" in facts and facts["owner"] != resource.owner:
        raise RuleBroken("权属单位不能改。写错了就停用这一处，另登记一处。", field="owner")
    Resource.objects.filter(pk=resource.pk).update(**facts)
    resource.refresh_from_db()
    return resource


@verb
def transfer_use(resource, *, to, by, at):
    """统筹使用: another outpost of the county keeps its book from now on; 权属不变."""
    if not by.holds(Duty.PREPARE, resource.division_id):
        raise NotYours("场地给谁用由县中心来调配。")
    if to.county != resource.county:
        raise RuleBroken("只能调给本县的所站。", field="to")
    before = resource.used_by
    Resource.objects.filter(pk=resource.pk).update(used_by=to)
    resource.refresh_from_db()
    text = f"“{resource.name}”调给{to.name}用，权属还是{resource.owner}。"
    for outpost in Outpost.objects.filter(pk__in=[before.pk, to.pk]):
        source = f"transfer:{resource.pk}:{to.pk}:{at:%Y%m%d%H%M}:{outpost.pk}"
        runners_told(outpost, text=text, link=f"/desk/venues/{resource.pk}/", source=source, at=at)
    return resource


@verb
def sign(resource, *, first_on, last_on, uses, by, at, words=""):
    """What was agreed with the owner: for which uses, from when until when."""
    must_run(by, resource, at)
    if last_on < first_on:
        raise RuleBroken("到期不能早于开始。", field="last_on")
    days = DateRange(first_on, last_on + DAY)
    row = UseAgreement(resource=resource, days=days, uses=sorted(uses), words=words[:200])
    if not insert_unless_taken(row):
        raise RuleBroken("这段日子已经有一份约定了，从它到期以后签起。", field="first_on")
    return row


@verb
def protect(resource, *, label, weekdays, starts, ends, by, at, days=None):
    """When the owner needs it himself. What is booked there already must be moved first: nobody is put out silently."""
    must_run(by, resource, at)
    if ends <= starts:
        raise RuleBroken("结束要在开始之后。", field="ends")
    lock(resource)
    told = {"resource": resource, "label": label, "days": days, "starts": starts, "ends": ends}
    rows = [ProtectedHours(**told, weekday=weekday) for weekday in weekdays or [None]]
    ProtectedHours.objects.bulk_create(rows)
    _nobody_is_there(resource, at)
    return rows


@verb
def open_hours(resource, *, weekdays, starts, ends, by, at):
    """When it can be used at all."""
    must_run(by, resource, at)
    if ends <= starts:
        raise RuleBroken("关门要在开门之后。", field="ends")
    lock(resource)
    for weekday in weekdays:
        insert_unless_taken(OpeningHours(resource=resource, weekday=weekday, starts=starts, ends=ends))
    _nobody_is_there(resource, at)


@verb
def forget_hours(hours, *, by, at):
    """Hours that hold no longer."""
    must_run(by, hours.resource, at)
    type(hours).objects.filter(pk=hours.pk).delete()


def _nobody_is_there(resource, at):
    """Raise where a coming booking would now break the terms; the change is undone with the transaction."""
    coming = resource.bookings.filter(status__in=HELD, period__endswith__gt=at).order_by("period")
    for booking in coming:
        if refusal(resource, DateTimeTZRange(booking.period.lower, booking.period.upper), booking.use):
            raise RuleBroken(f"这段时间已经订给“{booking.title}”了，先和订的人说好、退掉它，再改。")
