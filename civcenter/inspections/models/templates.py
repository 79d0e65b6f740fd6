"""评分办法 as rows: a template, its indicators, and the parts each is scored by. In force, it never changes."""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import Q

from civcenter.inspections.choices import Kind, Level, Method, Role, Source, TemplateState
from civcenter.inspections.methods import Formula
from civcenter.rules.models import Rule, RuleQuerySet, no_overlap

WHOLE = """
IF (SELECT COALESCE(sum(weight), 0) FROM inspections_indicator i
    WHERE i.template_id = NEW.id AND i.role = 'normal') <> 100 THEN
    RAISE EXCEPTION 'weights of template % do not sum to 100', NEW.id USING ERRCODE = 'check_violation';
END IF;
IF EXISTS (SELECT FROM inspections_indicator i WHERE i.template_id = NEW.id AND i.role = 'normal' AND i.weight <>
    (SELECT COALESCE(sum(points), 0) FROM inspections_part WHERE indicator_id = i.id)) THEN
    RAISE EXCEPTION 'an indicator''s parts do not sum to its weight' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""
"""Checked when a template comes into force, on every path: only drafts change, so it holds from then on."""

DRAFT_INDICATOR = """
PERFORM FROM inspections_template t WHERE t.id IN (NEW.template_id, OLD.template_id) FOR SHARE;
IF EXISTS (SELECT FROM inspections_template t
    WHERE t.state <> 'draft' AND t.id IN (NEW.template_id, OLD.template_id)) THEN
    RAISE EXCEPTION 'a template in force does not change' USING ERRCODE = 'check_violation';
END IF;
RETURN COALESCE(NEW, OLD);
"""
DRAFT_PART = """
PERFORM FROM inspections_template t JOIN inspections_indicator i ON i.template_id = t.id
    WHERE i.id IN (NEW.indicator_id, OLD.indicator_id) FOR SHARE OF t;
IF EXISTS (SELECT FROM inspections_template t JOIN inspections_indicator i ON i.template_id = t.id
    WHERE t.state <> 'draft' AND i.id IN (NEW.indicator_id, OLD.indicator_id)) THEN
    RAISE EXCEPTION 'a template in force does not change' USING ERRCODE = 'check_violation';
END IF;
RETURN COALESCE(NEW, OLD);
"""
# The template is locked first, so that it cannot come into force while a line is being changed.
EVERY_WRITE = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete


class TemplateQuerySet(RuleQuerySet):
    def active(self):
        return self.filter(state=TemplateState.ACTIVE)

    def visible_to(self, user, at):
        """General ones, and those of the counties in which somebody works."""
        return self.filter(county__in=["", *{code[:6] for code in user.codes}])


class Template(Rule):
    """How one level is scored in one kind of round: by a paper, in a version, since a day."""

    KEY = ("level", "kind")

    title = models.CharField("名称", max_length=60)
    level = models.CharField("考谁", max_length=8, choices=Level.choices)
    kind = models.CharField("哪种", max_length=10, choices=Kind.choices)
    version = models.CharField("版本", max_length=20)
    state = models.CharField("状态", max_length=6, choices=TemplateState.choices, default=TemplateState.DRAFT)
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name="照哪份改的")

    objects = TemplateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评分办法"
        constraints = [
            ExclusionConstraint(
                name="one_template_in_force",
                expressions=[
                    ("county", RangeOperators.EQUAL),
                    ("level", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("effective", RangeOperators.OVERLAPS),
                ],
                condition=Q(state="active"),
            ),
            models.UniqueConstraint(fields=["county", "level", "kind", "version"], name="one_template_a_version"),
        ]
        triggers = [
            pgtrigger.FSM(
                name="template_states", field="state", transitions=[("active", "ended"), ("draft", "active")]
            ),
            pgtrigger.Protect(
                name="template_born_draft",
                operation=pgtrigger.Insert,
                condition=~pgtrigger.Q(new__state="draft"),
            ),
            pgtrigger.Trigger(
                name="template_is_whole",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("state"),
                condition=pgtrigger.Q(old__state="draft", new__state="active"),
                func=WHOLE,
            ),
            pgtrigger.Protect(
                name="template_in_force_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state <> 'draft' AND"
                    " (OLD.title, OLD.level, OLD.kind, OLD.version, OLD.county, OLD.document_id)"
                    " IS DISTINCT FROM (NEW.title, NEW.level, NEW.kind, NEW.version, NEW.county, NEW.document_id)"
                ),
            ),
            pgtrigger.Protect(
                name="template_kept",
                operation=pgtrigger.Delete,
                condition=~pgtrigger.Q(old__state="draft"),
            ),
        ]

    def __str__(self):
        return f"{self.title} {self.version} 版"

    @property
    def is_draft(self):
        return self.state == TemplateState.DRAFT


class Indicator(models.Model):
    """One line of a template. `tags` are of the 五项工作 and 六种能力; `wants` says what no app holds yet."""

    template = models.ForeignKey(Template, models.CASCADE, related_name="indicators", verbose_name="评分办法")
    rank = models.PositiveSmallIntegerField("顺序")
    code = models.CharField("号", max_length=8)
    group = models.CharField("组", max_length=4)
    group_title = models.CharField("组名", max_length=20)
    title = models.CharField("查什么", max_length=60)
    weight = models.DecimalField("分值", max_digits=5, decimal_places=2)
    role = models.CharField("怎么算进总分", max_length=6, choices=Role.choices, default=Role.NORMAL)
    source = models.CharField("数从哪里来", max_length=6, choices=Source.choices)
    how = models.CharField("怎么算", max_length=120, blank=True)
    evidence = ArrayField(models.CharField(max_length=20), verbose_name="凭什么", default=list, blank=True)
    tags = ArrayField(models.CharField(max_length=12), verbose_name="标签", default=list, blank=True)
    wants = models.CharField("系统还缺什么数", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "指标"
        ordering = ["template", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["template", "code"], name="one_indicator_a_code"),
            models.CheckConstraint(condition=Q(weight__gte=0, weight__lte=100), name="weight_in_bounds"),
            models.CheckConstraint(condition=Q(role="veto") | Q(weight__gt=0), name="what_counts_weighs_something"),
            models.CheckConstraint(condition=Q(role="normal") | Q(source="manual"), name="bonus_and_veto_by_hand"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="indicator_of_a_draft", when=pgtrigger.Before, operation=EVERY_WRITE, func=DRAFT_INDICATOR
            )
        ]

    def __str__(self):
        return f"{self.code} {self.title}"


class Part(models.Model):
    """A piece of an indicator's points with its own figure: a measure's name, or what an inspector looks at."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="parts", verbose_name="指标")
    rank = models.PositiveSmallIntegerField("顺序")
    label = models.CharField("看什么", max_length=60)
    method = models.CharField("算法", max_length=8, choices=Method.choices)
    points = models.DecimalField("分", max_digits=5, decimal_places=2)
    measure = models.CharField("取哪个数", max_length=40, blank=True)
    low = models.DecimalField("从", max_digits=8, decimal_places=2, default=0)
    high = models.DecimalField("到", max_digits=8, decimal_places=2, default=100)
    each = models.DecimalField("每个", max_digits=6, decimal_places=2, default=0)
    is_share = models.BooleanField("按百分数", default=True)
    steps = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name="C#、C、B、A 各百分之几", default=list, blank=True
    )
    unit = models.CharField("单位", max_length=8, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "得分点"
        ordering = ["indicator", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "rank"], name="one_part_a_place"),
            models.CheckConstraint(condition=Q(points__gte=0, points__lte=100), name="points_in_bounds"),
            models.CheckConstraint(condition=~Q(method="linear") | Q(high__gt=models.F("low")), name="a_line_rises"),
            models.CheckConstraint(
                condition=~Q(method__in=["each", "gaps", "deduct"]) | Q(each__gt=0), name="each_counts_something"
            ),
            models.CheckConstraint(condition=~Q(method="state") | Q(steps__len__gte=2), name="states_have_steps"),
        ]
        triggers = [
            pgtrigger.Trigger(name="part_of_a_draft", when=pgtrigger.Before, operation=EVERY_WRITE, func=DRAFT_PART)
        ]

    def __str__(self):
        return self.label

    @property
    def formula(self):
        steps = tuple(self.steps) or Formula.steps
        return Formula(self.method, self.points, self.low, self.high, self.each, self.is_share, steps)


class RoundRule(Rule):
    """When rounds begin, how long each step lasts, how grades are given. All of it a county's own (standards 2.4).

    Moments are local; days are working days; shares are per cent.
    """

    KEY = ()
    first_open = models.CharField("上一年下半年和年度几月几日开始", max_length=5, default="01-01")
    second_open = models.CharField("上半年几月几日开始", max_length=5, default="07-01")
    open_hour = models.PositiveSmallIntegerField("几点开始", default=2)
    check_days = models.PositiveSmallIntegerField("核对几个工作日", default=5)
    notice_days = models.PositiveSmallIntegerField("公示几个工作日", default=5)
    excellent = models.DecimalField("优秀从几分", max_digits=5, decimal_places=2, default=90)
    good = models.DecimalField("良好从几分", max_digits=5, decimal_places=2, default=80)
    passing = models.DecimalField("合格从几分", max_digits=5, decimal_places=2, default=60)
    excellent_share = models.DecimalField("优秀最多占（%）", max_digits=5, decimal_places=2, default=30)
    first_half = models.DecimalField("年度分里上半年占（%）", max_digits=5, decimal_places=2, default=40)
    stations_share = models.DecimalField("所的年度分里所属各站平均占（%）", max_digits=5, decimal_places=2, default=20)
    small = models.PositiveSmallIntegerField("分母小于几算小数", default=20)
    mend_days = models.PositiveSmallIntegerField("整改几天（从时段末尾算）", default=62)
    inspectors = models.PositiveSmallIntegerField("一个单位抽几名督查员", default=2)

    class Meta:
        verbose_name = verbose_name_plural = "督查考核规则"
        constraints = [
            no_overlap("round_rule_no_overlap"),
            models.CheckConstraint(
                name="grades_fall",
                condition=Q(excellent__lte=100, excellent__gte=models.F("good"), good__gte=models.F("passing")),
            ),
            models.CheckConstraint(
                name="shares_of_a_year",
                condition=Q(first_half__lte=100, stations_share__lte=100, excellent_share__lte=100),
            ),
            models.CheckConstraint(name="marks_by_two", condition=Q(inspectors__gte=2)),
            models.CheckConstraint(name="open_hour_of_a_day", condition=Q(open_hour__lte=23)),
            models.CheckConstraint(
                name="open_days_are_days",
                condition=Q(first_open__regex=r"^\d\d-\d\d$", second_open__regex=r"^\d\d-\d\d$"),
            ),
        ]
