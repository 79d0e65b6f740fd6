"""What an outpost means to do: one list a year; its months and weeks are parts of it, never lists of their own."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from civcenter.accounts.models import User
from civcenter.hierarchy.models import Outpost, Placed, PlacedQuerySet
from civcenter.rules.models import Rule, no_overlap
from projects.occasions.choices import ITEM_MOVES, PLAN_MOVES, YEAR, ItemState, PlanStatus
from projects.occasions.models.occasions import Occasion
from volunteers.models import ServiceKind


class PlanRule(Rule):
    """When a month's plan is due, and how many active weeks a quarter are called regular (features 67, 67a)."""

    submit_day = models.PositiveSmallIntegerField("上月几日前送审", default=25)
    weeks_quarter = models.PositiveSmallIntegerField("一季度有几周办了活动算常态", default=8)

    class Meta:
        verbose_name = verbose_name_plural = "计划规则"
        constraints = [
            no_overlap("plan_rule_no_overlap"),
            models.CheckConstraint(name="plan_rule_of_real_days", condition=Q(submit_day__gte=1, submit_day__lte=28)),
            models.CheckConstraint(
                name="plan_rule_of_real_weeks", condition=Q(weeks_quarter__gte=1, weeks_quarter__lte=13)
            ),
        ]


class PlanQuerySet(PlacedQuerySet):
    def years(self):
        return self.filter(month=YEAR)

    def months(self):
        return self.exclude(month=YEAR)

    def waiting(self):
        """Those the level above has not answered."""
        return self.filter(status=PlanStatus.SUBMITTED)

    def visible_to(self, user, at):
        return self.within(user.codes)


class Plan(Placed):
    """The state of an outpost's plan of a year (`month` 0) or of a month in it; the level above agrees.

    What is to be done stands in `PlanItem`, all under the year's plan; a month's plan says that its part of
    them was agreed. So a month cannot hold what the year does not.
    """

    outpost = models.ForeignKey(Outpost, models.PROTECT, related_name="plans", verbose_name="哪个阵地")
    year = models.PositiveSmallIntegerField("年")
    month = models.PositiveSmallIntegerField("月（0 为全年）", default=YEAR)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name="属于哪年的计划"
    )
    status = models.CharField("状态", max_length=10, choices=PlanStatus.choices, default=PlanStatus.DRAFT)
    made_at = models.DateTimeField("排出来的时间")
    submitted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁送审"
    )
    submitted_at = models.DateTimeField("送审时间", null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁审的")
    decided_at = models.DateTimeField("审的时间", null=True, blank=True)
    reason = models.CharField("退回的原因", max_length=100, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "计划"
        indexes = [
            models.Index(fields=["county", "year", "month", "status"], name="plan_by_county"),
            models.Index(fields=["township", "year", "month", "status"], name="plan_by_township"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["outpost", "year", "month"], name="one_plan_an_outpost_and_month"),
            models.CheckConstraint(name="plan_of_a_real_month", condition=Q(month__lte=12, year__gte=2000)),
            models.CheckConstraint(
                name="months_belong_to_a_year",
                condition=Q(month=YEAR, parent__isnull=True) | Q(month__gt=YEAR, parent__isnull=False),
            ),
            models.CheckConstraint(name="plan_agreed_by_another", condition=~Q(decided_by=F("submitted_by"))),
            models.CheckConstraint(
                name="plan_submitted_by_somebody",
                condition=Q(status="draft") | Q(submitted_by__isnull=False, submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="plan_decided_by_somebody",
                condition=Q(status__in=["draft", "submitted"]) | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(name="sent_back_with_a_reason", condition=~Q(status="sent_back", reason="")),
        ]
        triggers = [
            pgtrigger.FSM(name="plan_states", field="status", transitions=sorted(PLAN_MOVES)),
            pgtrigger.Protect(
                name="plan_born_a_draft", operation=pgtrigger.Insert, condition=~pgtrigger.Q(new__status="draft")
            ),
            pgtrigger.Protect(name="plan_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="month_of_its_own_year",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("parent_id", "outpost_id", "year", "month"),
                func="""
                    IF NEW.parent_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM occasions_plan p
                        WHERE p.id = NEW.parent_id AND p.month = 0 AND p.year = NEW.year
                        AND p.outpost_id = NEW.outpost_id) THEN
                        RAISE EXCEPTION 'a month belongs to its own outpost''s year' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;""",
            ),
        ]

    def __str__(self):
        return f"{self.year} 年{f' {self.month} 月' if self.month else ''}计划"


class PlanItemQuerySet(PlacedQuerySet):
    def live(self):
        """What is still meant or was done."""
        return self.exclude(state=ItemState.DROPPED)

    def held(self):
        return self.filter(state=ItemState.HELD)

    def of(self, plan):
        """The part of the year's list that a plan is about: all of it, or its month."""
        rows = self.filter(plan=plan.parent_id or plan.pk)
        return rows.filter(month=plan.month) if plan.month else rows

    def visible_to(self, user, at):
        return self.within(user.codes)


class PlanItem(Placed):
    """One thing to be done, in a month, later on a day and at an hour. Never deleted: dropped, and taken up again.

    `source` says what it was drafted from (an occasion, last year's list, a need many share), so that drafting
    twice makes nothing twice. `is_extra` came in when the year was agreed already.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="items", verbose_name="哪年的计划")
    month = models.PositiveSmallIntegerField("月")
    day = models.DateField("哪天", null=True, blank=True)
    begins = models.TimeField("几点开始", null=True, blank=True)
    ends = models.TimeField("几点结束", null=True, blank=True)
    title = models.CharField("办什么", max_length=60)
    kind = models.ForeignKey(ServiceKind, models.PROTECT, null=True, blank=True, verbose_name="服务类别")
    occasion = models.ForeignKey(Occasion, models.PROTECT, null=True, blank=True, verbose_name="节令")
    where = models.CharField("在哪里", max_length=40, blank=True)
    lead = models.CharField("谁牵头", max_length=40, blank=True)
    checklist = models.TextField("要备的", max_length=500, blank=True)
    source = models.CharField("从哪来", max_length=60)
    is_extra = models.BooleanField("年中加的", default=False)
    state = models.CharField("状态", max_length=8, choices=ItemState.choices, default=ItemState.PLANNED)
    attended = models.PositiveIntegerField("来了几个人", null=True, blank=True)
    reason = models.CharField("不办的原因", max_length=100, blank=True)

    objects = PlanItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "计划里的事"
        indexes = [
            models.Index(fields=["plan", "month", "day"], name="item_by_plan"),
            models.Index(fields=["county", "day"], name="item_by_county"),
            models.Index(fields=["township", "day"], name="item_by_township"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["plan", "source"], name="one_item_a_source"),
            models.CheckConstraint(name="item_says_what", condition=~Q(title="")),
            models.CheckConstraint(name="item_of_a_real_month", condition=Q(month__gte=1, month__lte=12)),
            models.CheckConstraint(name="day_in_its_month", condition=Q(day__isnull=True) | Q(day__month=F("month"))),
            models.CheckConstraint(
                name="hours_in_order",
                condition=Q(ends__isnull=True) | Q(begins__isnull=False, begins__lt=F("ends")),
            ),
            models.CheckConstraint(
                name="held_on_a_day_by_people",
                condition=~Q(state="held") | Q(day__isnull=False, attended__isnull=False),
            ),
            models.CheckConstraint(name="dropped_with_a_reason", condition=~Q(state="dropped", reason="")),
        ]
        triggers = [
            pgtrigger.FSM(name="item_states", field="state", transitions=sorted(ITEM_MOVES)),
            pgtrigger.Protect(
                name="item_born_planned", operation=pgtrigger.Insert, condition=~pgtrigger.Q(new__state="planned")
            ),
            pgtrigger.Protect(name="item_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="item_of_its_own_year",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("plan_id", "division_id", "day"),
                func="""
                    IF NOT EXISTS (SELECT 1 FROM occasions_plan p WHERE p.id = NEW.plan_id AND p.month = 0
                        AND p.division_id = NEW.division_id
                        AND (NEW.day IS NULL OR extract(year FROM NEW.day) = p.year)) THEN
                        RAISE EXCEPTION 'an item belongs to its own outpost''s year' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;""",
            ),
        ]

    def __str__(self):
        return self.title
