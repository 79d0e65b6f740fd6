"""The outbox: what is to be said to whom. Actions write rows, the relay sends them."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from civcenter.kit.secrets import EncryptedField, lookup

CODE = "code"
CODE_LIVES = timedelta(minutes=5)
KINDS = {CODE: "验证码", "receipt": "收到回执", "result": "办理结果", "alarm": "提醒"}


class NoticeQuerySet(models.QuerySet):
    def inbox_of(self, user):
        """What is said to a log-in in the portal itself."""
        return self.filter(channel=Notice.Channel.INBOX, user_id=user.pk)

    def unread(self):
        return self.filter(read_at=None)

    def visible_to(self, user, at):
        """Notices are read by whom they are for, by nobody else."""
        return self.inbox_of(user)

    def due(self, at):
        """SMS that may be tried now."""
        waiting = [Notice.State.PENDING, Notice.State.FAILED]
        return self.filter(channel=Notice.Channel.SMS, state__in=waiting, due_at__lte=at)

    def stranded(self):
        """SMS that reached nobody, or perhaps nobody: somebody should look."""
        return self.filter(channel=Notice.Channel.SMS, state__in=[Notice.State.DEAD, Notice.State.UNSURE]).exclude(
            kind=CODE
        )

    def last_code(self, phone):
        """The text of the latest code of a phone. In demo mode only, where no SMS is really sent."""
        if not settings.CIV_DEMO:
            return ""
        codes = self.filter(channel=Notice.Channel.SMS, kind=CODE, phone_key=lookup(phone))
        latest = codes.order_by("-created_at").first()
        return latest.text if latest else ""


class Notice(models.Model):
    """One message to one person, by the in-app inbox or by SMS. The same source is never told twice.

    `user_id` is a plain number: log-ins live in a room above this one. `county` is where it happened, for those
    who look after messages that got stuck; codes have none.
    """

    class Channel(models.TextChoices):
        INBOX = "inbox", "站内"
        SMS = "sms", "短信"

    class State(models.TextChoices):
        PENDING = "pending", "待发"
        LEASED = "leased", "在发"
        SENT = "sent", "已发"
        FAILED = "failed", "没发成，稍后再试"
        UNSURE = "unsure", "不知道发到没有"
        DEAD = "dead", "不再试"

    channel = models.CharField("渠道", max_length=6, choices=Channel.choices)
    user_id = models.BigIntegerField("账号", null=True, blank=True)
    phone = EncryptedField("手机号", blank=True)
    phone_key = models.CharField(max_length=32, blank=True, editable=False)
    county = models.CharField("县", max_length=6, blank=True)
    kind = models.CharField("种类", max_length=10)
    text = EncryptedField("内容", max_length=300)
    link = models.CharField("链接", max_length=200, blank=True)
    source = models.CharField("来由", max_length=120, unique=True)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField("试过几次", default=0)
    attempted_at = models.DateTimeField("上次试发", null=True, blank=True)
    due_at = models.DateTimeField("何时发")
    leased_until = models.DateTimeField("占用到", null=True, blank=True)
    fault = models.CharField("没发成的缘故", max_length=80, blank=True)
    created_at = models.DateTimeField("写下时间")
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)
    read_at = models.DateTimeField("读过时间", null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        indexes = [
            models.Index(fields=["due_at"], name="notice_due", condition=Q(state__in=["pending", "failed"])),
            models.Index(fields=["leased_until"], name="notice_leased", condition=Q(state="leased")),
            models.Index(
                fields=["county", "-created_at"],
                name="notice_stranded",
                condition=Q(state__in=["dead", "unsure"]),
            ),
            models.Index(fields=["user_id", "-created_at"], name="notice_by_user", condition=Q(channel="inbox")),
            models.Index(fields=["user_id"], name="notice_unread", condition=Q(channel="inbox", read_at__isnull=True)),
            models.Index(fields=["phone_key", "-attempted_at"], name="notice_by_phone", condition=Q(channel="sms")),
            models.Index(fields=["attempted_at"], name="notice_by_day", condition=Q(channel="sms")),
        ]

    def __str__(self):
        return f"通知 {self.pk}"

    @property
    def kind_words(self):
        return KINDS.get(self.kind, "办事进度")
