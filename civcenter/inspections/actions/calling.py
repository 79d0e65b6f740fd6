"""Which rounds are due by the county's dates; asked every hour, each is begun once."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from civcenter.accounts.running import has_office
from civcenter.inspections.actions.opening import open_round
from civcenter.inspections.choices import Kind
from civcenter.inspections.models import Round, RoundRule, Template
from civcenter.inspections.periods import ended
from civcenter.kit.worktime import ZONE

LATEST = timedelta(days=45)
"""A county that starts later than so long after a date begins with the next one; by hand it may begin any."""


def due(county, at):
    """The names of the periods whose round is to be begun now."""
    day = timezone.localdate(at)
    rule = RoundRule.objects.at(day, county).first()
    if rule is None or not has_office(county, at):
        return []
    return [span.name for span in ended(day) if _has_come(span, rule, at) and _is_scored(county, span)]


def _has_come(span, rule, at):
    opens = opening(span, rule)
    return opens <= at < opens + LATEST


def opening(span, rule):
    """The moment at which a period's round begins: on the rule's day after its end."""
    text = rule.second_open if span.half == 1 else rule.first_open
    month, day = map(int, text.split("-"))
    year = span.after.year if (month, day) >= (span.after.month, span.after.day) else span.after.year + 1
    on = date(year, month, day)
    return datetime(on.year, on.month, on.day, rule.open_hour, tzinfo=ZONE)


def _is_scored(county, span):
    day = span.after - timedelta(days=1)
    kind = Kind.INSPECTION if span.half else Kind.ASSESSMENT
    return Template.objects.active().at(day, county).filter(kind=kind).exists()


def open_due(county, *, at):
    """Begin what is due and not there yet."""
    names = due(county, at)
    there = set(Round.objects.filter(division_id=county, period__in=names).values_list("period", flat=True))
    return [open_round(county, name, at=at) for name in names if name not in there]
