"""What happened to somebody's place on the register, and how often documents were guessed."""

import pgtrigger
from django.db import models

from civcenter.accounts.models import User
from volunteers.choices import Happened
from volunteers.models.registry import Volunteer


class RegisterEvent(models.Model):
    """One thing that happened to a place on the register: what, when, by whose hand, and the words typed with it.

    `by` is empty where nobody was logged in (the link of an SMS). Only `words` may change: erasing blanks them.
    """

    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="history", verbose_name="志愿者")
    what = models.CharField("什么事", max_length=10, choices=Happened.choices)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁")
    at = models.DateTimeField("时间")
    words = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "登记经过"
        indexes = [models.Index(fields=["volunteer", "at"], name="register_event_by_volunteer")]
        triggers = [pgtrigger.ReadOnly(name="event_stays", fields=["volunteer", "what", "by", "at"])]

    def __str__(self):
        return f"登记经过 {self.pk}"


class DocumentGuess(models.Model):
    """How often on one day a log-in typed the document of somebody who has another phone."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    day = models.DateField("日期")
    count = models.PositiveSmallIntegerField("几次", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "试过的证件号"
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="one_count_a_day")]

    def __str__(self):
        return f"{self.day}：{self.count}"
