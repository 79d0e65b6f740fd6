"""What volunteers were trained in, what kinds of service and posts ask for, and the backbone's track."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from civcenter.accounts.models import User
from volunteers.choices import Entered, PostRole
from volunteers.models.kinds import ServiceKind
from volunteers.models.registry import Skill, Volunteer


class TrainingQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True).order_by("-is_basic", "rank", "code")


class Training(models.Model):
    """Something one can be trained in. Data: a county adds its own; the basic one is the first module for everybody."""

    code = models.SlugField("代码", primary_key=True, max_length=30)
    name = models.CharField("培训", max_length=60, unique=True)
    purpose = models.CharField("学了做什么", max_length=120, blank=True)
    valid_months = models.PositiveSmallIntegerField("管几个月（空为长期）", null=True, blank=True)
    is_basic = models.BooleanField("人人先学", default=False)
    rank = models.PositiveSmallIntegerField("顺序", default=100)
    is_active = models.BooleanField("在用", default=True)

    objects = TrainingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "培训"
        ordering = ["rank", "code"]
        constraints = [models.UniqueConstraint("is_basic", condition=Q(is_basic=True), name="one_basic_training")]

    def __str__(self):
        return self.name


class TrainingPage(models.Model):
    """One short page of a training that is read on the phone."""

    training = models.ForeignKey(Training, models.CASCADE, related_name="pages", verbose_name="培训")
    rank = models.PositiveSmallIntegerField("第几页")
    title = models.CharField("标题", max_length=40)
    body = models.TextField("正文", max_length=1200)

    class Meta:
        verbose_name = verbose_name_plural = "培训内容"
        ordering = ["training", "rank"]
        constraints = [models.UniqueConstraint(fields=["training", "rank"], name="one_page_a_place")]

    def __str__(self):
        return self.title


class TrainingQuestion(models.Model):
    """One question of the check at the end; `answer` is the place of the right option, from 0."""

    training = models.ForeignKey(Training, models.CASCADE, related_name="questions", verbose_name="培训")
    rank = models.PositiveSmallIntegerField("第几题")
    text = models.CharField("问题", max_length=120)
    options = ArrayField(models.CharField(max_length=80), verbose_name="选项", size=5)
    answer = models.PositiveSmallIntegerField("第几个对（从 0 数）")

    class Meta:
        verbose_name = verbose_name_plural = "培训题目"
        ordering = ["training", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["training", "rank"], name="one_question_a_place"),
            models.CheckConstraint(condition=Q(options__len__gt=F("answer")), name="answer_is_an_option"),
        ]

    def __str__(self):
        return self.text


class QualificationQuerySet(models.QuerySet):
    def standing(self):
        """Not annulled."""
        return self.filter(annulled_at__isnull=True)

    def valid(self, day):
        """Passed by that day and not run out on it: the last day still counts."""
        lasting = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        return self.standing().filter(lasting, passed_on__lte=day)

    def visible_to(self, user, at):
        mine = Q(volunteer__person__user=user)
        return self.filter(mine | Q(volunteer__in=Volunteer.objects.within(user.codes)))


class Qualification(models.Model):
    """A volunteer passed a training on a day. Never edited: what is wrong is annulled, with the reason kept on it."""

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="qualifications", verbose_name="志愿者")
    training = models.ForeignKey(Training, models.PROTECT, related_name="qualifications", verbose_name="培训")
    passed_on = models.DateField("哪天通过")
    valid_to = models.DateField("有效到", null=True, blank=True)
    how = models.CharField("怎么来的", max_length=6, choices=Entered.choices)
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁登记")
    entered_at = models.DateTimeField("登记时间")
    annulled_at = models.DateTimeField("撤销时间", null=True, blank=True)
    annulled_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁撤销"
    )
    annulment = models.CharField("撤销原因", max_length=200, blank=True)

    objects = QualificationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "培训合格"
        indexes = [
            models.Index(fields=["valid_to"], name="qualification_by_end", condition=Q(annulled_at__isnull=True))
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "training", "passed_on"],
                condition=Q(annulled_at__isnull=True),
                name="passed_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("passed_on")), name="valid_after_it_was_passed"
            ),
            models.CheckConstraint(
                condition=Q(annulled_at__isnull=True) | ~Q(annulment=""), name="annulment_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(how="module") | Q(entered_by__isnull=False), name="somebody_entered_the_training"
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="qualification_stays",
                fields=["volunteer", "training", "passed_on", "valid_to", "how", "entered_by", "entered_at"],
            ),
            pgtrigger.Protect(name="qualification_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"培训合格 {self.pk}"

    @property
    def place(self):
        return self.volunteer.division_id


class RequirementQuerySet(models.QuerySet):
    def for_kind(self, kind, county):
        """What a kind of service asks for in a county, the kind above it included."""
        kinds = [code for code in (kind.pk, kind.parent_id) if code]
        return self._of(county).filter(kind__in=kinds)

    def for_post(self, post, county):
        return self._of(county).filter(post=post)

    def _of(self, county):
        return self.filter(county__in=["", county]).select_related("training", "skill").order_by("pk")


class Requirement(models.Model):
    """A kind of service, or a post in a team, asks for a training or a skill (条例 arts. 15, 16).

    A skill stands for those under it too; one that asks for a licence counts with a valid licence only.
    """

    county = models.CharField("县（空为通用）", max_length=6, blank=True)
    kind = models.ForeignKey(
        ServiceKind, models.CASCADE, null=True, blank=True, related_name="requirements", verbose_name="服务类别"
    )
    post = models.CharField("队里职务", max_length=10, choices=PostRole.choices, blank=True)
    training = models.ForeignKey(Training, models.CASCADE, null=True, blank=True, verbose_name="要学过")
    skill = models.ForeignKey(Skill, models.CASCADE, null=True, blank=True, verbose_name="要会")

    objects = RequirementQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "上岗要求"
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind__isnull=False) & Q(post="")) | (Q(kind__isnull=True) & ~Q(post="")),
                name="requirement_of_a_kind_or_a_post",
            ),
            models.CheckConstraint(
                condition=Q(training__isnull=False, skill__isnull=True) | Q(training__isnull=True, skill__isnull=False),
                name="requirement_names_one_thing",
            ),
            models.UniqueConstraint(
                fields=["county", "kind", "post", "training", "skill"],
                nulls_distinct=False,
                name="one_requirement_a_thing",
            ),
        ]

    def __str__(self):
        return f"{self.kind or self.get_post_display()}：{self.training or self.skill}"


class BackboneStage(models.Model):
    """One stage of the backbone (骨干) track and the evidence that it asks for. Data."""

    code = models.SlugField("代码", primary_key=True, max_length=30)
    name = models.CharField("阶段", max_length=30, unique=True)
    rank = models.PositiveSmallIntegerField("第几步", unique=True)
    minutes = models.PositiveIntegerField("入册分钟", default=0)
    trainings = models.ManyToManyField(Training, blank=True, verbose_name="要学过")
    needs_word = models.BooleanField("要带他的人说一句", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "骨干阶段"
        ordering = ["rank"]

    def __str__(self):
        return self.name


class BackboneQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ended_at__isnull=True)

    def visible_to(self, user, at):
        return self.filter(volunteer__in=Volunteer.objects.within(user.codes))


class Backbone(models.Model):
    """A volunteer at one stage of the track; the next stage is a new row, so the rows are his history."""

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="backbone", verbose_name="志愿者")
    stage = models.ForeignKey(BackboneStage, models.PROTECT, verbose_name="阶段")
    mentor = models.ForeignKey(
        Volunteer, models.PROTECT, null=True, blank=True, related_name="mentees", verbose_name="带他的人"
    )
    since = models.DateTimeField("从什么时候")
    put_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁定的")
    word = models.CharField("带他的人说", max_length=200, blank=True)
    word_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁记的")
    ended_at = models.DateTimeField("到什么时候", null=True, blank=True)

    objects = BackboneQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "骨干培养"
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer"], condition=Q(ended_at__isnull=True), name="one_stage_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(mentor__isnull=True) | ~Q(mentor=F("volunteer")), name="nobody_mentors_himself"
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="backbone_stays", fields=["volunteer", "stage", "since", "put_by"]),
            pgtrigger.Protect(name="backbone_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"骨干 {self.pk}"

    @property
    def place(self):
        return self.volunteer.division_id
