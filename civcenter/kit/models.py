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
