"""What every app may keep: answers once given, and work for the background."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class SubmittedKey(models.Model):
    """The answer once given to a key: the same key and body again gets the same answer, and no second row.

    `owner` is text and never empty (`user:7`, `token:3`, `browser:…`), so that two people's keys never meet.
    """

    owner = models.CharField("提交者", max_length=80)
    key = models.CharField("提交号", max_length=80)
    body_hash = models.CharField("内容摘要", max_length=64)
    status = models.PositiveSmallIntegerField("状态码", default=0)
    body = models.TextField("答复", blank=True)
    created_at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="one_answer_per_key")]


class JobQuerySet(models.QuerySet):
    def due(self, at):
        """What waits for a worker, and what a worker began; whether that one still lives its lock tells."""
        return self.filter(state__in=[Job.State.WAITING, Job.State.RUNNING], due_at__lte=at).order_by("due_at", "pk")


class Job(models.Model):
    """Work for the background, asked for by a row: views and verbs write it, `kit.jobs` finds and does it.

    `args` are numbers of rows and nothing else, so no person's data lie in a queue. `source` is what it is asked
    for: asked again, it is the same job.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "排队中"
        RUNNING = "running", "正在办"
        DONE = "done", "办好了"
        FAILED = "failed", "没有办成"
        DEAD = "dead", "试过几次都没有办成"

    kind = models.CharField("种类", max_length=40)
    args = ArrayField(models.BigIntegerField(), verbose_name="行号", default=list)
    source = models.CharField("来由", max_length=80, unique=True)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField("办了多少", default=0)
    total = models.PositiveIntegerField("一共多少", default=0)
    fault = models.CharField("怎么了", max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField("试过几次", default=0)
    due_at = models.DateTimeField("几时可以办")
    created_at = models.DateTimeField("几时要的")
    claimed_at = models.DateTimeField("几时开始", null=True, blank=True)
    ended_at = models.DateTimeField("几时完", null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "后台任务"
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state__in=["waiting", "running"]), name="job_due")
        ]

    def __str__(self):
        return f"后台任务 {self.pk}"

    @property
    def is_open(self):
        return self.state in (self.State.WAITING, self.State.RUNNING)
