"""Who has a thing when; the database keeps two from having it at once, and everybody inside the owner's terms."""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from civcenter.accounts.models import User
from civcenter.hierarchy.models import Outpost
from civcenter.rules.models import Rule, no_overlap
from projects.resources.choices import HELD, MOVES, BookingStatus, Use
from projects.resources.models.resources import Resource

WITHIN_TERMS = """
IF NEW.status NOT IN ('asked', 'granted') THEN RETURN NEW; END IF;
here := tsrange(lower(NEW.period) AT TIME ZONE 'Asia/Shanghai', upper(NEW.period) AT TIME ZONE 'Asia/Shanghai');
IF NOT EXISTS (SELECT 1 FROM public.resources_useagreement a
                WHERE a.resource_id = NEW.resource_id AND NEW."use" = ANY (a.uses)
                  AND a.days @> lower(here)::date
                  AND a.days @> (upper(here) - interval '1 microsecond')::date) THEN
    RAISE EXCEPTION 'outside the agreement' USING ERRCODE = 'check_violation', CONSTRAINT = 'booking_within_agreement';
END IF;
IF EXISTS (SELECT 1 FROM generate_series(lower(here)::date, (upper(here) - interval '1 microsecond')::date, '1 day') d
             JOIN public.resources_protectedhours p ON p.resource_id = NEW.resource_id
              AND (p.weekday IS NULL OR p.weekday = extract(isodow FROM d) - 1)
              AND (p.days IS NULL OR p.days @> d::date)
              AND tsrange(d::date + p.starts, d::date + p.ends) && here) THEN
    RAISE EXCEPTION 'protected hours' USING ERRCODE = 'check_violation', CONSTRAINT = 'booking_outside_protected_hours';
END IF;
IF EXISTS (SELECT 1 FROM public.resources_openinghours o WHERE o.resource_id = NEW.resource_id)
   AND NOT EXISTS (SELECT 1 FROM public.resources_openinghours o
                    WHERE o.resource_id = NEW.resource_id AND o.weekday = extract(isodow FROM lower(here)) - 1
                      AND tsrange(lower(here)::date + o.starts, lower(here)::date + o.ends) @> here) THEN
    RAISE EXCEPTION 'not open then' USING ERRCODE = 'check_violation', CONSTRAINT = 'booking_within_opening_hours';
END IF;
RETURN NEW;"""
"""Days are the county's own, whatever the server's zone; `held` besides keeps the rest after the last one."""


class BookingQuerySet(models.QuerySet):
    def visible_to(self, user, at):
        """Staff: of things they see, and what their outposts booked."""
        if not user.is_official:
            return self.none()
        units = Outpost.objects.within(user.codes)
        return self.filter(Q(resource__in=Resource.objects.visible_to(user, at)) | Q(unit__in=units))

    def held(self):
        return self.filter(status__in=HELD)


class Booking(models.Model):
    """One use of a thing. `held` is its time with the rest after it: two held bookings of one thing never overlap.

    `source` is what it is for (`activity:5`): that has one live booking of a thing. `title` is public on the grid.
    """

    resource = models.ForeignKey(Resource, models.PROTECT, related_name="bookings", verbose_name="什么")
    unit = models.ForeignKey(Outpost, models.PROTECT, related_name="bookings", verbose_name="谁订的")
    title = models.CharField("办什么", max_length=60)
    use = models.CharField("用途", max_length=10, choices=Use.choices)
    people = models.PositiveIntegerField("大约几人", default=0)
    period = DateTimeRangeField("时段")
    held = DateTimeRangeField("连歇的时段")
    status = models.CharField("状态", max_length=10, choices=BookingStatus.choices)
    source = models.CharField("来由", max_length=60, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁订的")
    asked_at = models.DateTimeField("几时订的")
    answer_by = models.DateTimeField("请在此前回话", null=True, blank=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁记的回话"
    )
    answered_at = models.DateTimeField("几时回话", null=True, blank=True)
    reason = models.CharField("为什么不行", max_length=100, blank=True)
    escalated_at = models.DateTimeField("报到上一级", null=True, blank=True)
    returned_at = models.DateTimeField("还回来", null=True, blank=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "预约"
        indexes = [
            models.Index(fields=["unit", "-asked_at"], name="booking_by_unit"),
            models.Index(fields=["answer_by"], name="booking_by_answer", condition=Q(status="asked")),
        ]
        constraints = [
            ExclusionConstraint(
                name="no_double_booking",
                expressions=[("resource", RangeOperators.EQUAL), ("held", RangeOperators.OVERLAPS)],
                condition=Q(status__in=["asked", "granted"]),
            ),
            models.UniqueConstraint(
                fields=["resource", "source"],
                condition=Q(status__in=["asked", "granted"]) & ~Q(source=""),
                name="one_live_booking_a_source",
            ),
            models.CheckConstraint(condition=~Q(status="vetoed") | ~Q(reason=""), name="a_veto_has_a_reason"),
            models.CheckConstraint(condition=Q(held__contains=models.F("period")), name="held_contains_the_period"),
        ]
        triggers = [
            pgtrigger.FSM(name="booking_states", field="status", transitions=MOVES),
            pgtrigger.Protect(
                name="booking_born",
                operation=pgtrigger.Insert,
                condition=~pgtrigger.Q(new__status__in=[str(status) for status in HELD]),
            ),
            pgtrigger.Protect(name="booking_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="booking_within_terms",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("period", "resource_id", "use", "status"),
                declare=[("here", "tsrange")],
                func=WITHIN_TERMS,
            ),
        ]

    def __str__(self):
        return f"{self.title}（{self.pk}）"

    @property
    def place(self):
        return self.resource.division_id


class ResourceRule(Rule):
    """How soon an owner is to answer, and after how many unused days a thing counts as idle."""

    KEY = ()
    answer_hours = models.PositiveSmallIntegerField("主人几小时内回话", default=24)
    idle_days = models.PositiveSmallIntegerField("几天没人用算闲置", default=30)

    class Meta:
        verbose_name = verbose_name_plural = "场地规则"
        constraints = [no_overlap("resource_rule_no_overlap")]
