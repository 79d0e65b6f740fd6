from django.db import models


class Clocked(models.Model):
    """A row that owes somebody something by a promised moment.

    `clock_at` is when the promise began, `remind_at` half-way in working time, `due_at` the promise itself;
    all empty while nothing is owed. While a resident is asked, `paused_minutes` keeps the working minutes left.
    """

    clock_at = models.DateTimeField("开始计时", null=True, blank=True)
    remind_at = models.DateTimeField("提醒时间", null=True, blank=True)
    due_at = models.DateTimeField("应办时间", null=True, blank=True)
    paused_minutes = models.PositiveIntegerField("暂停时剩余分钟", null=True, blank=True)

    class Meta:
        abstract = True


class ClockedWords:
    """QuerySet words for rows that owe something."""

    def overdue(self, at):
        return self.filter(due_at__lt=at)

    def to_remind(self, at):
        return self.filter(remind_at__lte=at)
