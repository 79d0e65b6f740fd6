"""张榜评议: a list of proposed points hangs for some days, anybody may object, then it is booked."""

import pgtrigger
from django.db import models
from django.db.models import Count, Q, Sum

from civcenter.accounts.models import User
from civcenter.hierarchy.models import Placed, PlacedQuerySet
from incentives.choices import ObjectionStatus, PostingStatus, groups_of_four
from incentives.models.rules import PostingRule

HANGING = " OR ".join(
    f"OLD.{column} IS DISTINCT FROM NEW.{column}"
    for column in ("title", "posted_by_id", "posted_at", "notice_until", "digest", "met_on", "who_met")
)
"""What of a list stays as it was hung out."""


class PostingQuerySet(PlacedQuerySet):
    def hanging(self):
        return self.filter(status=PostingStatus.POSTED)

    def due(self, at):
        """Its days are over and something of it may still be booked."""
        return self.hanging().filter(notice_until__lte=at)

    def public(self):
        """What anybody may read: lists that hang or hung to the end."""
        return self.filter(status__in=(PostingStatus.POSTED, PostingStatus.SETTLED))

    def counted(self):
        return self.annotate(lines=Count("entries"), points=Sum("entries__points"))

    def visible_to(self, user, at):
        return self.within(user.codes)


class Posting(Placed):
    """One list of a place: put together, judged by those who met, hung for the rule's working days, booked.

    Who hangs it out stands for the second person, so he proposed none of its lines. `digest` is over the lines as
    they hang; it is printed, so that the paper and the page can be held against each other.
    """

    title = models.CharField("名称", max_length=40)
    rule = models.ForeignKey(PostingRule, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="依据")
    status = models.CharField("状态", max_length=9, choices=PostingStatus.choices, default=PostingStatus.DRAFT)
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁凑的")
    drafted_at = models.DateTimeField("几时凑的")
    met_on = models.DateField("哪天评的", null=True, blank=True)
    who_met = models.CharField("评的人", max_length=200, blank=True)
    posted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁张的榜"
    )
    posted_at = models.DateTimeField("张榜时间", null=True, blank=True)
    notice_until = models.DateTimeField("公示到", null=True, blank=True)
    digest = models.CharField("榜单校验码", max_length=64, blank=True)
    settled_at = models.DateTimeField("入账时间", null=True, blank=True)
    reason = models.CharField("为什么撤下", max_length=100, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "榜单"
        indexes = [
            models.Index(fields=["county", "status"], name="posting_by_county"),
            models.Index(fields=["township", "status"], name="posting_by_township"),
            models.Index(fields=["division", "status"], name="posting_by_village"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=("draft", "withdrawn"))
                | Q(posted_by__isnull=False, posted_at__isnull=False, rule__isnull=False, met_on__isnull=False)
                & Q(notice_until__gt=models.F("posted_at"))
                & ~Q(digest=""),
                name="a_list_hangs_for_some_days",
            ),
            models.CheckConstraint(
                condition=~Q(status="settled") | Q(settled_at__gte=models.F("notice_until")),
                name="a_list_is_booked_after_its_days",
            ),
            models.CheckConstraint(condition=~Q(status="withdrawn", reason=""), name="a_list_goes_with_a_reason"),
        ]
        triggers = [
            pgtrigger.FSM(
                name="posting_states",
                field="status",
                transitions=[
                    ("draft", "posted"),
                    ("draft", "withdrawn"),
                    ("posted", "settled"),
                    ("posted", "withdrawn"),
                ],
            ),
            pgtrigger.Protect(
                name="posting_born_draft", operation=pgtrigger.Insert, condition=~pgtrigger.Q(new__status="draft")
            ),
            pgtrigger.Protect(
                name="posting_hangs_as_it_was",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(f"OLD.status <> 'draft' AND ({HANGING})"),
            ),
            pgtrigger.Protect(name="posting_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return self.title

    @property
    def code(self):
        """The digest as people compare it."""
        return groups_of_four(self.digest)


class ObjectionQuerySet(models.QuerySet):
    def open(self):
        return self.filter(status=ObjectionStatus.OPEN)

    def visible_to(self, user, at):
        return self.filter(entry__posting__in=Posting.objects.within(user.codes))


class Objection(models.Model):
    """Somebody says that a line is not right; until it is answered the line is not booked. Who said it stays unsaid.

    Answered by somebody who neither proposed the line nor objected. `shown` is what the list says of it.
    """

    entry = models.ForeignKey(
        "incentives.ManualEntry", models.PROTECT, related_name="objections", verbose_name="对哪一笔"
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁提的")
    words = models.CharField("意见", max_length=200)
    at = models.DateTimeField("几时提的")
    due_at = models.DateTimeField("几时前答")
    status = models.CharField("状态", max_length=8, choices=ObjectionStatus.choices, default=ObjectionStatus.OPEN)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁答的"
    )
    answered_at = models.DateTimeField("几时答的", null=True, blank=True)
    answer = models.CharField("怎么答的", max_length=200, blank=True)
    shown = models.CharField("榜上怎么写这条意见", max_length=200, blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "榜上的意见"
        indexes = [models.Index(fields=["due_at"], name="objection_open", condition=Q(status="open"))]
        constraints = [
            models.UniqueConstraint(fields=["entry", "by"], name="one_objection_each"),
            models.CheckConstraint(
                condition=Q(status="open") | Q(answered_by__isnull=False, answered_at__isnull=False) & ~Q(answer=""),
                name="an_objection_gets_an_answer",
            ),
            models.CheckConstraint(condition=~Q(answered_by=models.F("by")), name="nobody_answers_himself"),
        ]
        triggers = [
            pgtrigger.FSM(name="objection_states", field="status", transitions=[("open", "changed"), ("open", "kept")]),
            pgtrigger.Protect(
                name="objection_born_open", operation=pgtrigger.Insert, condition=~pgtrigger.Q(new__status="open")
            ),
            pgtrigger.Protect(
                name="objection_words_stay",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("entry", "by", "words", "at", "due_at"),
            ),
            pgtrigger.Protect(name="objection_stays", operation=pgtrigger.Delete),
        ]

    @property
    def place(self):
        return self.entry.posting.place
