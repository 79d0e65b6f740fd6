"""How service becomes points, and what does not."""

from decimal import Decimal

from dateutil.relativedelta import relativedelta
from django.db.models import Sum
from django.utils import timezone

from civcenter.accounts.models import Appointment
from civcenter.kit.verbs import verb
from incentives import ledger
from incentives.choices import AccountKind, Passed
from incentives.models import Account, Entry, PassedOver, PointRule
from volunteers.actions import agree, finalize
from volunteers.choices import Evidence
from volunteers.models import ServiceRecord

CENT = Decimal("0.01")


@verb
def settle_record(record, *, at):
    """Make a vouched record final and pay it; may be called again at any time. Returns whether it became final."""
    if not finalize(record, at=at):
        return False
    record.refresh_from_db()
    pay_record(record, at=at)
    return True


@verb
def agree_record(record, *, by, at):
    """待站里核: the manager agrees the minutes; with no notice days left they are final and paid at once."""
    agree(record, by=by, at=at)
    settle_record(record, at=at)


@verb
def settle_due(*, at, limit=500):
    """The nightly task: every record whose notice is over becomes final and is paid."""
    due = ServiceRecord.objects.due(at).select_related("volunteer__person", "kind").order_by("pk")[:limit]
    return sum(settle_record(record, at=at) for record in due)


@verb
def pay_record(record, *, at):
    """Post the points of a final record, once. Officials are passed over; caps cut; both leave a note."""
    person, county = record.volunteer.person, record.county
    day = timezone.localtime(record.started_at).date()
    if is_official_on(person, day):
        return _pass_over(record, Passed.OFFICIAL)
    if record.evidence == Evidence.LATE:
        return _pass_over(record, Passed.LATE)
    rule = rule_for(record.kind, county, day)
    if rule is None:
        return _pass_over(record, Passed.NO_RULE)
    account = ledger.account_of(person, county)
    Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    worth = points_for(record.minutes, rule)
    points = min(worth, _left(account, rule, day))
    if points < worth:
        _pass_over(record, Passed.CAPPED)
    if points > 0:
        ledger.post(
            debit=ledger.house(county, AccountKind.ISSUE),
            credit=account,
            points=points,
            source=f"record:{record.pk}",
            words=record.title,
            at=at,
            rule=rule,
            record=record,
            expires_on=last_day(rule, day),
        )


def last_day(rule, day):
    """The last day on which points earned on `day` can be spent; None where they keep."""
    return day + relativedelta(months=rule.valid_months) if rule and rule.valid_months else None


def is_official_on(person, day):
    """Whether the person held a post on that day: staff earn hours and stars, never points."""
    return bool(person.staff_id) and Appointment.objects.current(day).filter(user_id=person.staff_id).exists()


def rule_for(kind, county, day):
    """The rule of the kind, else of the kind above it, else the general one; None where the county has none."""
    return _chosen(kind, rules_on(county, day))


def rules_on(county, day):
    """The county's point rules of one day by kind, the general one under None; one query for many look-ups."""
    return {rule.kind_id: rule for rule in PointRule.objects.at(day, county)}


def _chosen(kind, rules):
    while kind and kind.pk not in rules:
        kind = kind.parent
    return rules.get(kind and kind.pk) or rules.get(None)


def expected(kind, minutes, rules):
    """Points that so many minutes would bring before any cap; None where no rule says so."""
    rule = _chosen(kind, rules)
    return points_for(minutes, rule) if rule else None


def points_for(minutes, rule):
    """Points that so many minutes are worth under the rule, in hundredths, rounded as it says."""
    return (Decimal(minutes) / 60 * rule.rate).quantize(CENT, rounding=rule.rounding)


def _left(account, rule, day):
    earned = Entry.objects.filter(credit=account, record__isnull=False, reverses__isnull=True)
    on_day = earned.filter(record__started_at__date=day)
    in_month = earned.filter(record__started_at__year=day.year, record__started_at__month=day.month)
    caps = [(rule.cap_day, on_day), (rule.cap_month, in_month)]
    lefts = [cap - (rows.aggregate(total=Sum("points"))["total"] or 0) for cap, rows in caps if cap is not None]
    return max(min(lefts, default=Decimal("Infinity")), Decimal(0))


def _pass_over(record, why):
    PassedOver.objects.get_or_create(record=record, defaults={"why": why})
