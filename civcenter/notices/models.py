"""The outbox: what is to be said to whom. Actions write rows, the relay sends them."""

from django.db import models
from django.db.models import Q

from civcenter.kit.secrets import EncryptedField


class Notice(models.Model):
    """One message to one person, by the in-app inbox or by SMS. The same source is never told twice."""

    class Channel(models.TextChoices):
        INBOX = "inbox", "站内"
        SMS = "sms", "短信"

    class State(models.TextChoices):
        PENDING = "pending", "待发"
        LEASED = "leased", "在发"
        SENT = "sent", "已发"
        FAILED = "failed", "没发成，稍后再试"
        DEAD = "dead", "不再试"

    channel = models.CharField("渠道", max_length=6, choices=Channel.choices)
    user_id = models.BigIntegerField("账号", null=True, blank=True)
    phone = EncryptedField("手机号", blank=True)
    phone_key = models.CharField(max_length=32, blank=True, editable=False)
    kind = models.CharField("种类", max_length=10)
    text = models.CharField("内容", max_length=300)
    link = models.CharField("链接", max_length=200, blank=True)
    source = models.CharField("来由", max_length=120, unique=True)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField("试过几次", default=0)
    due_at = models.DateTimeField("何时发")
    leased_until = models.DateTimeField("占用到", null=True, blank=True)
    created_at = models.DateTimeField("写下时间")
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)
    read_at = models.DateTimeField("读过时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        indexes = [
            models.Index(fields=["due_at"], name="notice_due", condition=Q(state__in=["pending", "failed"])),
            models.Index(fields=["user_id", "-created_at"], name="notice_by_user"),
            models.Index(fields=["phone_key", "-created_at"], name="notice_by_phone"),
        ]
