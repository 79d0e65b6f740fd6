"""How often the last digits of a phone were guessed wrong for a number; ever wrong numbers are counted alike."""

from django.db import models


class TailGuess(models.Model):
    """Wrong tails of one number on one day. Kept by the number's hash, whether there is such a wish or not."""

    number_key = models.CharField(max_length=32)
    day = models.DateField("哪天")
    wrong = models.PositiveSmallIntegerField("试错几次", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "尾号试错"
        constraints = [models.UniqueConstraint(fields=["number_key", "day"], name="one_count_a_number_a_day")]
