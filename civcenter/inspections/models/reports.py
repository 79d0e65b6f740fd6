"""The files of a round as they were made, each with the word by which anybody may check it."""

import secrets

import pgtrigger
from django.db import models

from civcenter.accounts.models import User
from civcenter.inspections.choices import Paper
from civcenter.inspections.flow import Phase
from civcenter.inspections.models.rounds import Round

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No letter that is read for another."""


def new_word():
    """Twelve letters that nobody guesses; printed on the paper and in its QR code."""
    return "".join(secrets.choice(LETTERS) for _ in range(12))


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user, at):
        return self.filter(round__in=Round.objects.visible_to(user, at))


class Report(models.Model):
    """One file: of which phase, with which digests. A draft stays marked as one (征求意见稿)."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="reports", verbose_name="哪一轮")
    kind = models.CharField("哪种文件", max_length=4, choices=Paper.choices)
    phase = models.CharField("做的时候到哪一步", max_length=10, choices=Phase.choices)
    word = models.CharField("查验码", max_length=12, unique=True, default=new_word)
    digest = models.CharField("文件摘要", max_length=64, blank=True)
    results_digest = models.CharField("结果摘要", max_length=64, blank=True)
    body = models.BinaryField("文件", null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁要的")
    asked_at = models.DateTimeField("几时要的")
    made_at = models.DateTimeField("做好时间", null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "督查报告"
        indexes = [models.Index(fields=["round", "-asked_at"], name="report_newest_of_round")]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "kind"], condition=models.Q(phase="final"), name="one_final_file_a_kind"
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="report_stays", operation=pgtrigger.Update, condition=pgtrigger.Q(old__made_at__isnull=False)
            ),
            pgtrigger.Protect(name="report_kept", operation=pgtrigger.Delete),
        ]

    @property
    def is_draft(self):
        return self.phase != Phase.FINAL

    @property
    def place(self):
        return self.round.place
