"""The chain over all transfers: whoever changes an old one breaks every link after it."""

from django.db import models

from incentives.choices import groups_of_four
from incentives.models.books import Entry


class Link(models.Model):
    """The digest of one transfer and of everything before it. No foreign key: a row that was cut out must show."""

    append_only = True

    entry = models.OneToOneField(Entry, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="link")
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "流水摘要"


class Seal(models.Model):
    """The head of the chain at one moment, to be printed and kept elsewhere."""

    append_only = True

    last = models.OneToOneField(
        Entry, models.DO_NOTHING, db_constraint=False, related_name="+", verbose_name="到哪一笔"
    )
    entries = models.PositiveBigIntegerField("共几笔")
    digest = models.CharField("摘要", max_length=64)
    sealed_at = models.DateTimeField("封存时间")

    class Meta:
        verbose_name = verbose_name_plural = "封存"
        get_latest_by = "last"

    @property
    def code(self):
        """The digest as people compare it: 7c1e·90ab·44d2."""
        return groups_of_four(self.digest)
