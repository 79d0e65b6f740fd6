"""What people say in a round: what inspectors saw, what stations object, what two people put right."""

from django.db import models
from django.db.models import F, Q

from civcenter.accounts.models import User
from civcenter.hierarchy.models import Division
from civcenter.inspections.choices import Award, Ruling, Word
from civcenter.inspections.models.closing import closed
from civcenter.inspections.models.rounds import Subject
from civcenter.inspections.models.templates import Indicator, Part


class Tie(models.Model):
    """Why somebody never inspects a place: paired with it, worked or has family there; said by him or the office."""

    user = models.ForeignKey(User, models.PROTECT, related_name="ties", verbose_name="督查员")
    division = models.ForeignKey(Division, models.PROTECT, verbose_name="哪里")
    why = models.CharField("为什么回避", max_length=100)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁登记")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "回避"
        constraints = [
            models.UniqueConstraint(fields=["user", "division"], name="one_tie_a_place"),
            models.CheckConstraint(condition=~Q(why=""), name="a_tie_has_its_reason"),
        ]


class Visit(models.Model):
    """An inspector drawn by lot for a subject. Who cannot go is replaced by the next of the lot, with the reason."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="visits", verbose_name="单位")
    inspector = models.ForeignKey(User, models.PROTECT, related_name="visits", verbose_name="督查员")
    number = models.PositiveSmallIntegerField("抽签号")
    drawn_at = models.DateTimeField("抽签时间")
    replaced_at = models.DateTimeField("换人时间", null=True, blank=True)
    replaced_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁换的"
    )
    reason = models.CharField("为什么换", max_length=100, blank=True)
    handed_at = models.DateTimeField("交上时间", null=True, blank=True)
    heard = models.CharField("所站当场说的话", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "抽签"
        constraints = [
            models.UniqueConstraint(fields=["subject", "inspector"], name="drawn_once"),
            models.UniqueConstraint(fields=["subject", "number"], name="one_lot_a_number"),
            models.CheckConstraint(
                condition=Q(replaced_at__isnull=True) | ~Q(reason="") & Q(replaced_by__isnull=False),
                name="a_replacement_has_its_reason",
            ),
        ]
        triggers = [closed("visit_final_stays")]


class Mark(models.Model):
    """What an inspector found for one part, agreed by another: only agreed marks count.

    `numerator` over `denominator`, as any figure; a tick is 1 or 0, a state the place in the part's steps.
    """

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="marks", verbose_name="单位")
    part = models.ForeignKey(Part, models.PROTECT, related_name="+", verbose_name="得分点")
    numerator = models.DecimalField("得几", max_digits=10, decimal_places=2, null=True, blank=True)
    denominator = models.DecimalField("共几", max_digits=10, decimal_places=2, null=True, blank=True)
    is_not_applicable = models.BooleanField("不适用", default=False)
    words = models.CharField("看到了什么", max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁打的")
    at = models.DateTimeField("时间")
    agreed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁同意的"
    )
    agreed_at = models.DateTimeField("同意时间", null=True, blank=True)
    doubt = models.CharField("另一位的不同意见", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "现场打分"
        constraints = [
            models.UniqueConstraint(fields=["subject", "part"], name="one_mark_a_part"),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True, agreed_at__isnull=True)
                | ~Q(agreed_by=F("by")) & Q(agreed_by__isnull=False, agreed_at__isnull=False),
                name="marks_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(is_not_applicable=True, numerator__isnull=True) & ~Q(words="")
                | Q(is_not_applicable=False, numerator__gte=0),
                name="a_mark_says_something",
            ),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True) | Q(denominator__gte=F("numerator")), name="no_more_than_all"
            ),
        ]
        triggers = [closed("mark_final_stays")]


class Objection(models.Model):
    """A station's word on a figure: a comment while figures are checked, an appeal while they are shown."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="objections", verbose_name="单位")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name="指标")
    kind = models.CharField("哪种", max_length=8, choices=Word.choices)
    words = models.CharField("说什么", max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁说的")
    at = models.DateTimeField("时间")
    ruling = models.CharField("怎样了", max_length=8, choices=Ruling.choices, default=Ruling.OPEN)
    reply = models.CharField("答复", max_length=300, blank=True)
    ruled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁答复的")
    ruled_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "意见和申诉"
        indexes = [models.Index(fields=["subject", "ruling"], name="objection_by_subject")]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="an_objection_says_something"),
            models.CheckConstraint(
                condition=Q(ruling__in=["open", "proposed"]) | ~Q(reply="") & Q(ruled_by__isnull=False),
                name="every_objection_gets_its_reply",
            ),
            models.CheckConstraint(condition=~Q(ruled_by=F("by")), name="nobody_rules_on_his_own_words"),
        ]
        triggers = [closed("objection_final_stays")]

    @property
    def is_open(self):
        return self.ruling in (Ruling.OPEN, Ruling.PROPOSED)


class Amendment(models.Model):
    """A figure put right: proposed by one, agreed by another, with the reason. The gathered figure stays beside it."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="amendments", verbose_name="单位")
    part = models.ForeignKey(Part, models.PROTECT, related_name="+", verbose_name="得分点")
    objection = models.OneToOneField(
        Objection, models.PROTECT, null=True, blank=True, related_name="amendment", verbose_name="因为哪条意见"
    )
    numerator = models.DecimalField("分子", max_digits=14, decimal_places=2)
    denominator = models.DecimalField("分母", max_digits=14, decimal_places=2, null=True, blank=True)
    reason = models.CharField("为什么改", max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁提的")
    at = models.DateTimeField("提出时间")
    agreed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁同意的"
    )
    agreed_at = models.DateTimeField("同意时间", null=True, blank=True)
    refused_at = models.DateTimeField("没同意", null=True, blank=True)
    moved = models.DecimalField("总分动了多少", max_digits=6, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "改过的数"
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "part"],
                condition=Q(agreed_at__isnull=True, refused_at__isnull=True),
                name="one_open_amendment_a_part",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="an_amendment_has_its_reason"),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("by")), name="figures_are_mended_by_two"
            ),
            models.CheckConstraint(
                condition=Q(numerator__gte=0) & (Q(denominator__isnull=True) | Q(denominator__gte=0)),
                name="figures_are_not_negative",
            ),
        ]
        triggers = [closed("amendment_final_stays")]


class Honour(models.Model):
    """What earns a bonus: an honour or a report in the media. An event once, at its highest level; reads never."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="honours", verbose_name="单位")
    event = models.CharField("哪件事", max_length=60)
    level = models.CharField("哪一级", max_length=8, choices=Award.choices)
    proof = models.CharField("链接或文件", max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁报的")
    at = models.DateTimeField("时间")
    agreed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁同意的"
    )
    agreed_at = models.DateTimeField("同意时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "加分的事"
        constraints = [
            models.UniqueConstraint(fields=["subject", "event"], name="one_bonus_an_event"),
            models.UniqueConstraint(fields=["subject", "proof"], name="one_bonus_a_proof"),
            models.CheckConstraint(condition=~Q(event="") & ~Q(proof=""), name="a_bonus_has_its_proof"),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("by")), name="a_bonus_by_two_people"
            ),
        ]
        triggers = [closed("honour_final_stays")]
