"""What service is worth, what else earns or costs points, what may never hang on points, and how lists are posted."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from civcenter.rules.models import Rule, no_overlap
from incentives.choices import HELD, AccountKind, Rounding
from volunteers.models import ServiceKind

# What is due by law hangs on no points (standards 2.6): a rule that names it is not stored, however it is spaced.
FLOOR = """
IF EXISTS (SELECT 1 FROM public.incentives_statutorybenefit b, unnest(b.words) word
            WHERE b.county IN ('', NEW.county)
              AND position(word IN regexp_replace(NEW.name, '\\s', '', 'g')) > 0)
THEN RAISE EXCEPTION 'what is due by law hangs on no points' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;"""

# The past is never recomputed: a row may be ended, and nothing else of it changes.
ENDED = """
IF lower(NEW.effective) IS DISTINCT FROM lower(OLD.effective)
   OR (NOT upper_inf(OLD.effective) AND (upper_inf(NEW.effective) OR upper(NEW.effective) > upper(OLD.effective)))
THEN RAISE EXCEPTION 'a rule may only be ended' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;"""


def stays():
    """The triggers of a rule whose rows are never edited: a new row comes, the old one is ended."""
    return [
        pgtrigger.ReadOnly(name="rule_is_not_edited", exclude=["effective"]),
        pgtrigger.Trigger(name="rule_only_ends", when=pgtrigger.Before, operation=pgtrigger.Update, func=ENDED),
        pgtrigger.Protect(name="rule_stays", operation=pgtrigger.Delete),
    ]


class PointRule(Rule):
    """Points an hour of service of a kind (blank: any), its caps and how long points keep (standards 2.6).

    The coefficient is for what asks more of people: skilled work, emergencies, heat, night. It touches points only.
    """

    KEY = ("kind_id",)
    kind = models.ForeignKey(ServiceKind, models.PROTECT, null=True, blank=True, verbose_name="服务类别（空为通用）")
    per_hour = models.DecimalField("每小时积分", max_digits=6, decimal_places=2)
    coefficient = models.DecimalField("系数", max_digits=3, decimal_places=2, default=1)
    cap_day = models.DecimalField("每天最多积分", max_digits=8, decimal_places=2, null=True, blank=True)
    cap_month = models.DecimalField("每月最多积分", max_digits=8, decimal_places=2, null=True, blank=True)
    valid_months = models.PositiveSmallIntegerField("有效月数（空为不过期）", null=True, blank=True)
    rounding = models.CharField("取整", max_length=15, choices=Rounding.choices, default=Rounding.DOWN)

    class Meta:
        verbose_name = verbose_name_plural = "积分规则"
        constraints = [
            no_overlap("point_rule_no_overlap", "kind"),
            models.CheckConstraint(
                condition=Q(per_hour__gte=0, coefficient__gt=0, coefficient__lte=5), name="point_rule_in_reason"
            ),
        ]
        triggers = stays()

    @property
    def rate(self):
        """Points an hour, the coefficient with it."""
        return self.per_hour * self.coefficient


class ManualRule(Rule):
    """An event that earns points beside service, by hand and with proof; or an item of a household's monthly review.

    At most so many points each time and in one month (standards 2.6). `takes`: a minus, which only households have
    and which is theirs alone to read. `must_post`: booked only after it hung on the public list.
    """

    KEY = ("code",)
    code = models.SlugField("代码", max_length=30)
    name = models.CharField("事项", max_length=40)
    holder = models.CharField(
        "记给谁", max_length=10, choices=[(kind.value, kind.label) for kind in HELD], default=AccountKind.PERSON
    )
    takes = models.BooleanField("是扣分", default=False)
    must_post = models.BooleanField("要先张榜", default=False)
    most = models.DecimalField("一次最多积分", max_digits=8, decimal_places=2)
    cap_month = models.DecimalField("一人（户）每月最多积分", max_digits=8, decimal_places=2, null=True, blank=True)
    proof = models.CharField("要什么证明", max_length=80)

    class Meta:
        verbose_name = verbose_name_plural = "人工记分规则"
        constraints = [
            no_overlap("manual_rule_no_overlap", "code"),
            models.CheckConstraint(condition=Q(most__gt=0), name="manual_rule_gives"),
            models.CheckConstraint(
                condition=Q(takes=False) | Q(holder=AccountKind.HOUSEHOLD, must_post=False),
                name="only_households_lose_and_in_private",
            ),
        ]
        triggers = [
            *stays(),
            pgtrigger.Trigger(
                name="what_is_due_by_law_hangs_on_nothing",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=FLOOR,
            ),
        ]

    def __str__(self):
        return self.name


class StatutoryBenefit(Rule):
    """Something people have by law; neither earned with points nor lost with them. `words` are how rules name it."""

    KEY = ("code",)
    code = models.SlugField("代码", max_length=30)
    name = models.CharField("待遇", max_length=40)
    words = ArrayField(models.CharField(max_length=20), verbose_name="规则里怎么叫它")
    sentence = models.CharField("为什么不能挂钩", max_length=150)
    source = models.CharField("出处", max_length=120)

    class Meta:
        verbose_name = verbose_name_plural = "法定待遇"
        constraints = [no_overlap("statutory_benefit_no_overlap", "code")]
        triggers = stays()

    def __str__(self):
        return self.name


class PostingRule(Rule):
    """张榜评议: how many working days a list hangs, and in how many an objection is answered."""

    KEY = ()
    notice_days = models.PositiveSmallIntegerField("公示几个工作日", default=3, validators=[MinValueValidator(1)])
    answer_days = models.PositiveSmallIntegerField("意见几个工作日内答复", default=3, validators=[MinValueValidator(1)])
    days_back = models.PositiveSmallIntegerField("几天以内的事才记", default=180, validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = verbose_name_plural = "张榜规则"
        constraints = [
            no_overlap("posting_rule_no_overlap"),
            models.CheckConstraint(condition=Q(notice_days__gte=1, answer_days__gte=1), name="posting_rule_gives_days"),
        ]
