"""What came of it: the score of each indicator with its arithmetic, and the total with its rank and grade."""

from django.db import models
from django.db.models import Q

from civcenter.inspections.choices import Grade
from civcenter.inspections.models.closing import closed
from civcenter.inspections.models.rounds import Subject
from civcenter.inspections.models.templates import Indicator


class Score(models.Model):
    """An indicator of a subject. `points` is empty where nothing can be computed; `is_waiting` where two people
    have not yet agreed what they saw. `parts` holds the arithmetic: figures, points, why not applicable."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="scores", verbose_name="单位")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name="指标")
    points = models.DecimalField("得分", max_digits=5, decimal_places=2, null=True, blank=True)
    is_waiting = models.BooleanField("等打分", default=False)
    parts = models.JSONField("怎么算的", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "得分"
        constraints = [
            models.UniqueConstraint(fields=["subject", "indicator"], name="one_score_an_indicator"),
            models.CheckConstraint(condition=Q(points__isnull=True) | Q(points__gte=0), name="scores_are_not_negative"),
        ]
        triggers = [closed("score_final_stays")]


class Result(models.Model):
    """The whole of one subject. `normal` is the total beside those of like size; the raw total is what counts."""

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="result", verbose_name="单位")
    total = models.DecimalField("总分", max_digits=6, decimal_places=2, null=True, blank=True)
    bonus = models.DecimalField("加分", max_digits=5, decimal_places=2, default=0)
    groups = models.JSONField("各组", default=list)
    rank = models.PositiveSmallIntegerField("名次", null=True, blank=True)
    grade = models.CharField("等次", max_length=10, choices=Grade.choices, blank=True)
    is_vetoed = models.BooleanField("一票否决", default=False)
    is_waiting = models.BooleanField("还有没打的分", default=False)
    is_small = models.BooleanField("有小数", default=False)
    normal = models.DecimalField("折算分", max_digits=6, decimal_places=2, null=True, blank=True)
    normal_rank = models.PositiveSmallIntegerField("折算名次", null=True, blank=True)
    before = models.DecimalField("上次总分", max_digits=6, decimal_places=2, null=True, blank=True)
    before_rank = models.PositiveSmallIntegerField("上次名次", null=True, blank=True)
    words = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "结果"
        triggers = [closed("result_final_stays")]

    @property
    def risen(self):
        """Places gained since the time before; negative where lost, None where one of the two is not known."""
        return self.before_rank - self.rank if self.before_rank and self.rank else None

    @property
    def gained(self):
        return self.total - self.before if self.total is not None and self.before is not None else None

    @property
    def fallen(self):
        """Places lost, as a number above 0."""
        return -self.risen
