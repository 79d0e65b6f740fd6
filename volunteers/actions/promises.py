"""Promised time: one promise at a time, within the county's rules, and followed by the volunteer's own calendar."""

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F
from django.utils import timezone

from civcenter.kit.errors import RuleBroken
from civcenter.kit.rows import insert_unless_taken
from civcenter.kit.verbs import verb
from volunteers.models import CalendarFeed, Engagement, ScheduleRule, Volunteer
from volunteers.schedule import around, refusal


@verb
def engage(volunteer, *, start, end, source, label, division=None):
    """Promise a stretch of time for `source` (`claim:12`); refused when it overlaps another promise or breaks a rule.

    The one door for orders and activities alike. The exclusion constraint decides on overlaps, not a look
    beforehand; the hours of a day, the rest and the days in a row are summed while the volunteer's row is
    locked, so that two promises which only together break a rule cannot both be made. `division` is a code.
    """
    Volunteer.objects.select_for_update(of=("self",), no_key=True).get(pk=volunteer.pk)
    promised = Engagement(
        volunteer=volunteer,
        period=DateTimeTZRange(start, end),
        source=source,
        label=label[:80],
        division_id=division,
    )
    if not insert_unless_taken(promised):
        other = clash(volunteer, start, end)
        raise RuleBroken(f"和您已经答应的事撞了：{other}。先退掉那件，或换一单。")
    _heed_the_rule(promised, start, end)
    return promised


def _heed_the_rule(promised, start, end):
    volunteer = promised.volunteer
    rule = ScheduleRule.objects.at(timezone.localdate(start), volunteer.county).get()
    held = Engagement.objects.filter(volunteer=volunteer, is_live=True).exclude(pk=promised.pk)
    near = held.filter(period__overlap=DateTimeTZRange(*around(rule, start, end))).order_by("period")
    broken = refusal(rule, list(near), start, end)
    if broken:
        raise RuleBroken(broken)


def clash(volunteer, start, end):
    """What already stands in that stretch, in words; empty when nothing does."""
    held = Engagement.objects.filter(
        volunteer=volunteer, is_live=True, period__overlap=DateTimeTZRange(start, end)
    ).first()
    if held is None:
        return ""
    begin = timezone.localtime(held.period.lower)
    return f"{begin.month} 月 {begin.day} 日 {begin:%H:%M} {held.label}"


@verb
def free(sources):
    """Give promised time back; may be said twice."""
    Engagement.objects.filter(source__in=sources, is_live=True).update(is_live=False)


@verb
def renew_feed(volunteer, *, at):
    """Make the first address of the volunteer's calendar, or a new one; every older address is void from now on."""
    feed, is_new = CalendarFeed.objects.get_or_create(volunteer=volunteer, defaults={"made_at": at})
    if not is_new:
        CalendarFeed.objects.filter(pk=feed.pk).update(turn=F("turn") + 1, made_at=at)
        feed.refresh_from_db()
    return feed
