"""Who came and went, when, and who besides himself saw it."""

import pgtrigger
from django.db import models

from civcenter.accounts.models import User
from civcenter.rules.models import Rule, no_overlap
from volunteers.choices import CheckHow, CheckKind
from volunteers.models.registry import Volunteer


class CheckIn(models.Model):
    """One coming or going, for `source` (`claim:12`); appended, never changed.

    The same event said again is the same row, so scans may be repeated and run beside each other. Another way of
    saying it is another row: whoever pressed 到了 himself and scans afterwards is better proved from then on.
    `shown_by` is whose code was scanned (`wish:12:0`, `staff:7`), `browser` the device that said it.
    """

    append_only = True

    source = models.CharField("来由", max_length=60)
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="check_ins", verbose_name="志愿者")
    kind = models.CharField("什么", max_length=4, choices=CheckKind.choices)
    how = models.CharField("怎么记的", max_length=10, choices=CheckHow.choices)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁点的")
    browser = models.CharField(max_length=40, blank=True)
    shown_by = models.CharField("谁出示的码", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "签到"
        indexes = [models.Index(fields=["browser", "at"], name="check_in_by_browser")]
        constraints = [
            models.UniqueConstraint(fields=["source", "volunteer", "kind", "how"], name="one_check_in_a_way"),
        ]
        triggers = [pgtrigger.Protect(name="check_in_kept", operation=pgtrigger.Update | pgtrigger.Delete)]


class CheckRule(Rule):
    """When somebody who did not check out is asked, and whose way home is looked after (features, complaint 23)."""

    KEY = ()
    forgotten_minutes = models.PositiveSmallIntegerField("该结束后几分钟没签退就提醒", default=30)
    home_minutes = models.PositiveSmallIntegerField("做完几分钟没报到家就告诉站里", default=60)
    night_from = models.TimeField("几点以后结束的算夜间", default="20:00")

    class Meta:
        verbose_name = verbose_name_plural = "签到规则"
        constraints = [no_overlap("check_rule_no_overlap")]
