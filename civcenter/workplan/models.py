"""What an outpost was asked to do by a day; the year's letter of tasks; what meetings decided; who leads where."""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from civcenter.accounts.models import User
from civcenter.hierarchy.models import Outpost, Placed, PlacedQuerySet


class LetterQuerySet(PlacedQuerySet):
    def visible_to(self, user, at):
        """A county's letter is read by all who hold a post in it."""
        return self.filter(county__in={code[:6] for code in user.codes})


class Letter(Placed):
    """任务书: the tasks of a county's year. Issued with its shares of 100; a change is a new version, issued again."""

    year = models.PositiveSmallIntegerField("年份")
    title = models.CharField("名称", max_length=80)
    version = models.PositiveSmallIntegerField("第几版", default=0)
    is_open = models.BooleanField("正在改", default=True)
    issued_at = models.DateTimeField("下发时间", null=True, blank=True)
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁下发")

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任务书"
        constraints = [
            models.UniqueConstraint(fields=["division", "year"], name="one_letter_a_year"),
            models.CheckConstraint(
                condition=Q(is_open=True) | Q(issued_at__isnull=False, issued_by__isnull=False, version__gte=1),
                name="a_closed_letter_was_issued",
            ),
        ]

    def __str__(self):
        return self.title


class Receipt(models.Model):
    """A unit has read a version of the letter."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="receipts", verbose_name="任务书")
    version = models.PositiveSmallIntegerField("第几版")
    unit = models.ForeignKey(Outpost, models.PROTECT, related_name="+", verbose_name="哪个所站")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁签收")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "任务书签收"
        constraints = [models.UniqueConstraint(fields=["letter", "version", "unit"], name="one_receipt_a_version")]


class AssignmentQuerySet(PlacedQuerySet):
    def visible_to(self, user, at):
        return self.within(user.codes)

    def open(self):
        return self.filter(done_at__isnull=True)

    def overdue(self, day):
        return self.open().filter(due_on__lt=day)


class Assignment(Placed):
    """One task of one outpost. `source` says what it came of (`idle:12:20261124`): asked twice, it is the same task.

    A task of the year's letter has a share of its parent's 100 (or the letter's), an owner and the proof that will
    count; `after` are the tasks it waits for. `link` leads back to where it came
    from, for rows of rooms above this one.
    """

    source = models.CharField("来由", max_length=80, unique=True)
    title = models.CharField("要做什么", max_length=80)
    words = models.CharField("怎么做", max_length=300, blank=True)
    link = models.CharField("看哪里", max_length=200, blank=True)
    unit = models.ForeignKey(Outpost, models.PROTECT, related_name="assignments", verbose_name="谁来做")
    due_on = models.DateField("哪天前做完")
    given_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁派的")
    given_at = models.DateTimeField("派下时间")
    done_at = models.DateTimeField("做完时间", null=True, blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁报的")
    outcome = models.CharField("做成什么样", max_length=300, blank=True)
    letter = models.ForeignKey(
        Letter, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name="哪份任务书"
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name="属于哪项"
    )
    section = models.CharField("哪一块", max_length=40, blank=True)
    share = models.DecimalField("占多少（%）", max_digits=5, decimal_places=2, null=True, blank=True)
    owner = models.CharField("谁负责", max_length=40, blank=True)
    proof = models.CharField("凭什么算办成", max_length=120, blank=True)
    starts_on = models.DateField("哪天开始", null=True, blank=True)
    progress = models.PositiveSmallIntegerField("办到几成（%）", default=0)
    after = models.ManyToManyField("self", symmetrical=False, related_name="before", blank=True, verbose_name="等哪项")

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任务"
        indexes = [
            models.Index(fields=["division", "due_on"], name="assignment_by_village"),
            models.Index(fields=["township", "due_on"], name="assignment_by_township"),
            models.Index(fields=["county", "due_on"], name="assignment_by_county"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | (Q(done_by__isnull=False) & ~Q(outcome="")),
                name="a_done_task_says_how",
            ),
            models.CheckConstraint(
                condition=Q(letter__isnull=True)
                | (Q(share__gt=0, share__lte=100, starts_on__isnull=False) & ~Q(owner="") & ~Q(proof="")),
                name="a_letters_task_has_owner_proof_share",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(starts_on__lte=F("due_on")), name="task_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="progress_in_hundred"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="no_task_in_itself"),
        ]
        triggers = [pgtrigger.Protect(name="assignment_kept", operation=pgtrigger.Delete)]

    def __str__(self):
        return self.title

    @property
    def is_done(self):
        return self.done_at is not None


class Milestone(models.Model):
    """A point of a task's way that has a day of its own (施工图)."""

    task = models.ForeignKey(Assignment, models.PROTECT, related_name="milestones", verbose_name="任务")
    title = models.CharField("节点", max_length=60)
    due_on = models.DateField("哪天到")
    reached_at = models.DateTimeField("到了", null=True, blank=True)
    reached_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁报的")

    class Meta:
        verbose_name = verbose_name_plural = "节点"
        ordering = ["due_on", "pk"]


class Shift(models.Model):
    """A task's day was moved: by somebody with a reason, or by another task's delay (`cause`)."""

    append_only = True

    task = models.ForeignKey(Assignment, models.PROTECT, related_name="shifts", verbose_name="任务")
    was_on = models.DateField("原来哪天")
    now_on = models.DateField("改到哪天")
    reason = models.CharField("为什么", max_length=120)
    cause = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="moved", verbose_name="因为")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁改的")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "改期记录"
        triggers = [pgtrigger.Protect(name="shift_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class Paper(Placed):
    """Where tasks come from beside the letter: a meeting, a visit elsewhere, a paper from above."""

    class Kind(models.TextChoices):
        MEETING = "meeting", "工作推进会"
        VISIT = "visit", "考察学习"
        DOCUMENT = "document", "上级文件"

    kind = models.CharField("种类", max_length=8, choices=Kind.choices)
    title = models.CharField("名称", max_length=80)
    no = models.CharField("文号", max_length=60, blank=True)
    held_on = models.DateField("哪天")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁记的")
    at = models.DateTimeField("记下时间")

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会议、考察和文件"
        indexes = [models.Index(fields=["county", "-held_on"], name="paper_by_county")]

    def __str__(self):
        return self.title


class Point(models.Model):
    """One thing that a paper asks or teaches. A meeting's is a task from the first; others wait in a list until one is.

    `kind` is the paper's, so that the database can hold meetings to it.
    """

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="points", verbose_name="出处")
    kind = models.CharField("种类", max_length=8, choices=Paper.Kind.choices)
    words = models.CharField("要办什么", max_length=200)
    task = models.OneToOneField(
        Assignment, models.PROTECT, null=True, blank=True, related_name="point", verbose_name="任务"
    )

    class Meta:
        verbose_name = verbose_name_plural = "要点"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="meeting") | Q(task__isnull=False), name="what_a_meeting_decides_is_a_task"
            )
        ]


class SeatQuerySet(PlacedQuerySet):
    def on(self, day):
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)

    def visible_to(self, user, at):
        return self.within(user.codes)


class Seat(Placed):
    """Who leads or works at an outpost, from when until when; with or without a log-in. Never deleted."""

    class Rank(models.TextChoices):
        FIRST = "first", "第一责任人"
        DEPUTY = "deputy", "分管、专职副主任"
        STAFF = "staff", "工作人员"

    rank = models.CharField("岗位", max_length=6, choices=Rank.choices)
    title = models.CharField("职务", max_length=40)
    name = models.CharField("姓名", max_length=40)
    is_full_time = models.BooleanField("专职", default=False)
    starts_on = models.DateField("任职")
    ends_on = models.DateField("任期到", null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁登记")
    at = models.DateTimeField("登记时间")

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "班子和人员"
        constraints = [
            ExclusionConstraint(
                name="one_first_at_a_time",
                expressions=[
                    ("division", RangeOperators.EQUAL),
                    (
                        Func(
                            F("starts_on"),
                            F("ends_on"),
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                            function="DATERANGE",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(rank="first"),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="seat_ends_after_it_starts"
            ),
        ]
        triggers = [pgtrigger.Protect(name="seat_kept", operation=pgtrigger.Delete)]

    def __str__(self):
        return f"{self.title} {self.division_id}"
