"""What an outpost was asked to do by a day."""

import pgtrigger
from django.db import models
from django.db.models import Q

from civcenter.accounts.models import User
from civcenter.hierarchy.models import Outpost, Placed, PlacedQuerySet


class AssignmentQuerySet(PlacedQuerySet):
    def visible_to(self, user, at):
        return self.within(user.codes)

    def open(self):
        return self.filter(done_at__isnull=True)

    def overdue(self, day):
        return self.open().filter(due_on__lt=day)


class Assignment(Placed):
    """One task of one outpost. `source` says what it came of (`idle:12:20261124`): asked twice, it is the same task.

    `link` leads back to where it came from, for rows of rooms above this one.
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
        ]
        triggers = [pgtrigger.Protect(name="assignment_kept", operation=pgtrigger.Delete)]

    def __str__(self):
        return self.title
