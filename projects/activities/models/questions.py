"""What people ask of an activity, before it and at it."""

from django.db import models
from django.db.models import Q

from civcenter.accounts.models import User
from projects.activities.models.activities import Activity
from projects.activities.models.attendance import Attendance


class QuestionQuerySet(models.QuerySet):
    def visible_to(self, user, at):
        """Staff: those of the activities they see."""
        return self.filter(activity__in=Activity.objects.visible_to(user, at))

    def answered(self):
        """Everybody reads these; what nobody answered only its asker and the unit."""
        return self.exclude(answer="").order_by("pk")

    def unanswered(self):
        return self.filter(answer="").order_by("pk")


class Question(models.Model):
    """One question. `attendance` is whose it is where he signed up; at the event the unit writes questions down too."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="questions", verbose_name="活动")
    attendance = models.ForeignKey(
        Attendance, models.PROTECT, null=True, blank=True, related_name="questions", verbose_name="谁问的"
    )
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁写的")
    words = models.CharField("问什么", max_length=120)
    asked_at = models.DateTimeField("几时问的")
    answer = models.CharField("怎么答的", max_length=200, blank=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁答的"
    )
    answered_at = models.DateTimeField("几时答的", null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "问过的事"
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="") | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="an_answer_is_somebodys",
            ),
            models.UniqueConstraint(fields=["activity", "asked_by", "words"], name="a_question_is_asked_once"),
        ]

    @property
    def place(self):
        return self.activity.place
