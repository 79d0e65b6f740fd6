"""What pages over several apps keep: which screens may show the county's figures."""

from django.db import models

from civcenter.accounts.models import User
from civcenter.hierarchy.models import Placed, PlacedQuerySet


class ScreenQuerySet(PlacedQuerySet):
    def valid(self):
        return self.filter(revoked_at__isnull=True)

    def visible_to(self, user, at):
        return self.within(user.codes)


class ScreenLink(Placed):
    """An address by which a screen on a wall shows a place's figures without a log-in, until somebody takes it back."""

    name = models.CharField("哪块屏", max_length=40)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁开的")
    made_at = models.DateTimeField("几时开的")
    revoked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁收回的"
    )
    revoked_at = models.DateTimeField("几时收回", null=True, blank=True)

    objects = ScreenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "大屏链接"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | models.Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="screen_revoked_by_somebody",
            )
        ]

    def __str__(self):
        return self.name
