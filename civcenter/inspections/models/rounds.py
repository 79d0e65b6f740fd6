"""A round, who is inspected in it, and the figures as they were at its cut-off."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from civcenter.accounts.models import User
from civcenter.hierarchy.models import Outpost, Placed, PlacedQuerySet
from civcenter.inspections.choices import Kind, Level
from civcenter.inspections.flow import BORN, ROUND_FLOW, SHOWN, Phase
from civcenter.inspections.models.closing import CLOSED_ROUND, closed
from civcenter.inspections.models.templates import Template
from civcenter.inspections.periods import period
from civcenter.kit.flow import transitions
from volunteers.models import Team

FIXED = ("division", "period", "kind", "version", "cutoff_at", "corrects", "reason")
"""What a round is about; set when it begins."""


class RoundQuerySet(PlacedQuerySet):
    def visible_to(self, user, at):
        """The county's own posts see each round; everybody on its staff once it is shown."""
        shown = self.filter(county__in={code[:6] for code in user.codes}, phase__in=SHOWN)
        return self.within(user.codes) | shown

    def final(self):
        return self.filter(phase=Phase.FINAL)


class Round(Placed):
    """One 督查 or 考核 of one county and period; the place is the county.

    Once a period and version: however often the clock says so. A later correction is a new version with its reason;
    what was signed stays. `seed` is the lot's: the digest of the figures, so that nobody chooses it.
    """

    FLOW = ROUND_FLOW

    period = models.CharField("时段", max_length=6)
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    version = models.PositiveSmallIntegerField("第几版", default=1)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, blank=True, verbose_name="改正的是哪一版")
    reason = models.CharField("为什么改", max_length=200, blank=True)
    templates = models.ManyToManyField(Template, related_name="rounds", verbose_name="评分办法")
    cutoff_at = models.DateTimeField("数据截至")
    opened_at = models.DateTimeField("开始时间")
    phase = models.CharField("到哪一步", max_length=10, choices=Phase.choices, default=Phase.GATHERING)
    digest = models.CharField("数据摘要", max_length=64, blank=True)
    results_digest = models.CharField("结果摘要", max_length=64, blank=True)
    check_until = models.DateTimeField("核对到", null=True, blank=True)
    notice_until = models.DateTimeField("公示到", null=True, blank=True)
    first_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="初核")
    second_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="复核")
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审签")
    signed_at = models.DateTimeField("定稿时间", null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "督查考核"
        indexes = [models.Index(fields=["county", "-opened_at"], name="round_newest_of_county")]
        constraints = [
            models.UniqueConstraint(fields=["division", "period", "version"], name="one_round_a_period"),
            models.CheckConstraint(
                condition=Q(version=1, corrects__isnull=True)
                | Q(version__gt=1, corrects__isnull=False) & ~Q(reason=""),
                name="a_correction_has_its_reason",
            ),
            models.CheckConstraint(
                condition=~Q(first_by=F("second_by")) & ~Q(second_by=F("signed_by")) & ~Q(first_by=F("signed_by")),
                name="three_people_pass_a_round",
            ),
            models.CheckConstraint(
                condition=~Q(phase="final")
                | Q(first_by__isnull=False, second_by__isnull=False, signed_by__isnull=False, signed_at__isnull=False)
                & ~Q(results_digest=""),
                name="a_final_round_is_whole",
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="round_phases", field="phase", transitions=transitions(ROUND_FLOW)),
            pgtrigger.Protect(
                name="round_born_gathering",
                operation=pgtrigger.Insert,
                condition=~pgtrigger.Q(new__phase__in=[str(phase) for phase in BORN]),
            ),
            pgtrigger.ReadOnly(name="round_is_about_one_thing", fields=FIXED),
            pgtrigger.Protect(
                name="round_final_stays", operation=pgtrigger.Update, condition=pgtrigger.Q(old__phase="final")
            ),
            pgtrigger.Protect(name="round_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        words = f"{self.span.label.removesuffix('度')}{self.get_kind_display().removeprefix('半')}"
        return words if self.kind == Kind.INSPECTION else f"{self.span.label}考核"

    @property
    def span(self):
        return period(self.period)

    @property
    def title(self):
        """2026 年上半年督查, 2026 年度考核."""
        return f"{self.span.label}{'督查' if self.kind == Kind.INSPECTION else '考核'}"

    @property
    def is_final(self):
        return self.phase == Phase.FINAL


class RoundEvent(models.Model):
    """Who took a step of a round, when, with which words. Appended, never changed."""

    append_only = True

    round = models.ForeignKey(Round, models.PROTECT, related_name="events", verbose_name="哪一轮")
    step = models.CharField("步骤", max_length=12)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁")
    at = models.DateTimeField("时间")
    words = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "督查经过"
        indexes = [models.Index(fields=["round", "at"], name="round_event_by_round")]
        triggers = [pgtrigger.Protect(name="round_event_stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    @property
    def label(self):
        return ROUND_FLOW[self.step].label if self.step in ROUND_FLOW else self.step


class SubjectQuerySet(PlacedQuerySet):
    def visible_to(self, user, at):
        """The sheets of one's own places, once the figures are there."""
        return self.within(user.codes).exclude(round__phase=Phase.GATHERING)


class Subject(Placed):
    """One outpost or team in one round, as the tree was at the cut-off; what makes places unlike is kept with it."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="subjects", verbose_name="哪一轮")
    level = models.CharField("层级", max_length=8, choices=Level.choices)
    outpost = models.ForeignKey(Outpost, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="阵地")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="队")
    template = models.ForeignKey(Template, models.PROTECT, null=True, blank=True, verbose_name="评分办法")
    name = models.CharField("名称", max_length=80)
    short = models.CharField("简称", max_length=60)
    residents = models.PositiveIntegerField("常住人口", null=True, blank=True)
    staff = models.PositiveSmallIntegerField("在岗几人", default=0)
    checked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁核对的"
    )
    checked_at = models.DateTimeField("核对时间", null=True, blank=True)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "被督查单位"
        constraints = [
            models.UniqueConstraint(fields=["round", "outpost"], name="one_subject_an_outpost"),
            models.UniqueConstraint(fields=["round", "team"], name="one_subject_a_team"),
            models.CheckConstraint(
                condition=Q(outpost__isnull=False, team__isnull=True) & ~Q(level="team")
                | Q(outpost__isnull=True, team__isnull=False, level="team"),
                name="a_subject_is_one_thing",
            ),
        ]
        indexes = [models.Index(fields=["round", "level", "division"], name="subject_by_round")]
        triggers = [
            closed("subject_final_stays", CLOSED_ROUND),
            pgtrigger.ReadOnly(
                name="subject_as_it_was",
                fields=["round", "level", "outpost", "team", "division", "template", "name", "residents", "staff"],
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def key(self):
        """What tells it apart in the round's files and digests, whatever the row's number."""
        return f"{self.level}:{self.division_id}" if self.outpost_id else f"team:{self.team_id}"


class Figure(models.Model):
    """A measure of one subject as it was gathered, and the rows of it: `good` the numerator's, `rest` the others.

    Missing means that nobody has told (算不出); 0 that nothing was there. Never changed: what was wrong in it is put
    right by an `Amendment` beside it.
    """

    append_only = True

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="figures", verbose_name="单位")
    measure = models.CharField("什么数", max_length=40)
    numerator = models.DecimalField("分子", max_digits=14, decimal_places=2, null=True, blank=True)
    denominator = models.DecimalField("分母", max_digits=14, decimal_places=2, null=True, blank=True)
    good = ArrayField(models.BigIntegerField(), verbose_name="算在分子里的行", default=list, blank=True)
    rest = ArrayField(models.BigIntegerField(), verbose_name="只算在分母里的行", default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "取来的数"
        constraints = [models.UniqueConstraint(fields=["subject", "measure"], name="one_figure_a_measure")]
        triggers = [
            pgtrigger.Protect(name="figure_stays", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="figure_of_the_gathering",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                IF (SELECT r.phase FROM inspections_round r JOIN inspections_subject s ON s.round_id = r.id
                    WHERE s.id = NEW.subject_id FOR SHARE OF r) <> 'gathering' THEN
                    RAISE EXCEPTION 'figures are gathered once' USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.measure} {self.numerator}/{self.denominator}"


class Gathered(models.Model):
    """A step of the gathering that is done: one measure for everybody, in the same transaction as its figures."""

    append_only = True

    round = models.ForeignKey(Round, models.PROTECT, related_name="gathered", verbose_name="哪一轮")
    measure = models.CharField("什么数", max_length=40)
    rows = models.PositiveIntegerField("几行")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "取数进度"
        constraints = [models.UniqueConstraint(fields=["round", "measure"], name="gathered_once")]
