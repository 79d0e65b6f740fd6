"""Stars by hours: found by night, put on notice, given by a person, taken back when the hours were not true."""

from datetime import timedelta

from django.db.models import F, Max, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from civcenter.accounts.duties import Duty
from civcenter.hierarchy.choices import DivisionTier
from civcenter.kit.errors import OutOfTurn, RuleBroken
from civcenter.kit.verbs import verb
from civcenter.kit.worktime import add_work_minutes
from civcenter.notices.actions import tell
from civcenter.rules.models import calendar_for
from incentives.choices import StarBasis, StarStatus
from incentives.models import Star, StarRule
from volunteers.models import ServiceRecord, Volunteer

LEVEL = {DivisionTier.COUNTY: 6, DivisionTier.TOWNSHIP: 9, DivisionTier.VILLAGE: 12}
LONGEST = timedelta(days=90)
WORKING_DAY = 8 * 60
A_YEAR = timedelta(days=365)
"""Before somebody who was told no, or lost a star, is found again for the same one."""


def find_reached(*, county, at):
    """The nightly task: a row for each star whose hours are there. Without a judgement to wait for, notice begins.

    May run twice: a live star of the same kind stands in the way. Returns how many are new.
    """
    rules = list(StarRule.objects.at(timezone.localdate(at), county).order_by("star"))
    return sum(_reach(rule, county, at) for rule in rules)


def _reach(rule, county, at):
    ready = _served(rule, county, at).filter(minutes__gte=rule.hours * 60)
    has_it = Star.objects.live().filter(star=rule.star, volunteer__county=county)
    ready = ready.exclude(pk__in=has_it.values("volunteer"))
    ready = ready.exclude(pk__in=_withheld(rule, at))
    rows = [
        Star(volunteer_id=pk, star=rule.star, rule=rule, minutes=minutes, division_id=place, reached_at=at)
        for pk, place, minutes in ready.values_list("pk", "division_id", "minutes")
    ]
    Star.objects.bulk_create(rows, ignore_conflicts=True)
    if not rule.needs_judgement:
        for star in Star.objects.filter(star=rule.star, county=county, status=StarStatus.REACHED):
            announce(star, at=at)
    return len(rows)


def _served(rule, county, at):
    """Active volunteers with the minutes that count for the rule."""
    counted = Q(records__in=ServiceRecord.objects.earning())
    if rule.basis == StarBasis.YEAR:
        counted &= Q(records__started_at__year=timezone.localtime(at).year)
    return Volunteer.objects.active().filter(county=county).annotate(minutes=Sum("records__minutes", filter=counted))


def _withheld(rule, at):
    """Who was told no for this star within a year."""
    told_no = Star.objects.filter(star=rule.star, status__in=(StarStatus.WITHHELD, StarStatus.REVOKED))
    return told_no.filter(decided_at__gte=at - A_YEAR).values("volunteer")


@verb
def announce(star, *, at, by=None):
    """Put a star on public notice for the rule's working days. Where judgement is asked, a person says so."""
    if by or star.rule.needs_judgement:
        _must_decide(star, by)
    day = timezone.localdate(at)
    until = add_work_minutes(at, star.rule.notice_days * WORKING_DAY, calendar_for(day, day + LONGEST))
    _move(star, StarStatus.REACHED, StarStatus.NOTICE, notice_until=until)


def may_decide(user, star):
    """Who runs the rule's level decides, never about himself."""
    return _at_level(user, star) and not _own(user, star)


def _at_level(user, star):
    return user is not None and user.holds(Duty.MANAGE, star.division_id[: LEVEL[star.rule.given_at]])


def _own(user, star):
    return user.pk in (star.volunteer.person.staff_id, star.volunteer.person.user_id)


def _must_decide(star, by):
    if not _at_level(by, star):
        raise RuleBroken(f"这颗星由{star.rule.get_given_at_display()}一级授予，请报上去。")
    if _own(by, star):
        raise RuleBroken("自己的星级要请别的同事定。")


def _move(star, was, now, **details):
    if not Star.objects.filter(pk=star.pk, status=was).update(status=now, **details):
        raise OutOfTurn(StarStatus(now).label)
    star.refresh_from_db()


@verb
def give(star, *, by, at):
    """Give a star whose days of notice are over; the volunteer wears the highest he has."""
    _must_decide(star, by)
    if star.status == StarStatus.NOTICE and star.notice_until > at:
        raise RuleBroken(f"还在公示，{timezone.localtime(star.notice_until):%m 月 %d 日 %H:%M} 以后才能授予。")
    _move(star, StarStatus.NOTICE, StarStatus.GIVEN, decided_by=by, decided_at=at)
    _wear(star.volunteer)
    _say(star, f"恭喜，您评上了 {star.star} 星志愿者。", at)


@verb
def withhold(star, *, by, at, reason):
    """Say no before the star is given, with a reason that the volunteer reads."""
    _decline(star, by, reason)
    was = StarStatus.NOTICE if star.status == StarStatus.NOTICE else StarStatus.REACHED
    _move(star, was, StarStatus.WITHHELD, decided_by=by, decided_at=at, reason=reason)
    _say(star, f"{star.star} 星这次没有评上：{reason}", at)


@verb
def revoke(star, *, by, at, reason):
    """Take a given star back, because the hours were not true; never silently."""
    _decline(star, by, reason)
    _move(star, StarStatus.GIVEN, StarStatus.REVOKED, decided_by=by, decided_at=at, reason=reason)
    _wear(star.volunteer)
    _say(star, f"您的 {star.star} 星收回了：{reason}", at)


def _decline(star, by, reason):
    _must_decide(star, by)
    if not reason:
        raise RuleBroken("要写一句原因，志愿者会看到。", field="reason")


def _wear(volunteer):
    given = Star.objects.filter(volunteer=volunteer, status=StarStatus.GIVEN)
    highest = given.aggregate(highest=Max("star"))["highest"] or 0
    Volunteer.objects.filter(pk=volunteer.pk).update(stars=highest)


def _say(star, text, at):
    user = star.volunteer.person.user
    if user:
        tell(user=user, text=text, link="/my/points/", source=f"star:{star.pk}:{star.status}", at=at)


def unearned(rows):
    """Given stars whose hours are no longer there, because records were annulled: a person decides about each."""
    final = ServiceRecord.objects.earning().filter(volunteer=OuterRef("volunteer")).order_by().values("volunteer")
    total = Coalesce(Subquery(final.annotate(total=Sum("minutes")).values("total")), 0)
    given = rows.filter(status=StarStatus.GIVEN, rule__basis=StarBasis.EVER)
    return given.annotate(total=total).filter(total__lt=F("rule__hours") * 60)


def next_star(volunteer, *, day):
    """The rule of the next star and the minutes still missing, or None at the top; for the volunteer's own page."""
    rules = StarRule.objects.at(day, volunteer.division_id[:6]).filter(star__gt=volunteer.stars)
    rule = rules.order_by("star").first()
    if rule is None:
        return None
    records = ServiceRecord.objects.earning().filter(volunteer=volunteer)
    if rule.basis == StarBasis.YEAR:
        records = records.filter(started_at__year=day.year)
    served = records.aggregate(total=Sum("minutes"))["total"] or 0
    return {"rule": rule, "missing": max(rule.hours * 60 - served, 0), "served": served, "asked": rule.hours * 60}
