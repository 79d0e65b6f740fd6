"""Red lists: praise that was counted, frozen once a period, and never of so few that a mask hides nobody."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from civcenter.hierarchy.models import Placed, PlacedQuerySet
from civcenter.rules.models import Rule, no_overlap
from incentives.flow import Board, Span


class RedRule(Rule):
    """How red lists are made (features, praise in public; standards 2.6, legal caution).

    Fewer than `fewest` candidates make no list: a masked name in a small group hides nobody. At most `places`
    are named and at most half of the candidates, so that no list has a last.
    """

    KEY = ()
    fewest = models.PositiveSmallIntegerField("少于几个候选不出榜", default=5)
    places = models.PositiveSmallIntegerField("最多几名", default=10)
    content = models.PositiveSmallIntegerField("几颗星起算点赞", default=4)
    after_days = models.PositiveSmallIntegerField("期满几天后定榜", default=3)
    with_staff = models.BooleanField("在职干部上不上榜", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "红榜规则"
        constraints = [
            no_overlap("red_rule_no_overlap"),
            models.CheckConstraint(condition=Q(fewest__gte=3), name="no_red_list_of_two"),
            models.CheckConstraint(condition=Q(places__gte=1, places__lte=50), name="red_places_in_bounds"),
            models.CheckConstraint(condition=Q(content__gte=1, content__lte=5), name="content_is_one_to_five"),
            models.CheckConstraint(condition=Q(after_days__gte=1), name="red_list_after_its_period"),
        ]

    def __str__(self):
        return "红榜规则"


class RedListQuerySet(PlacedQuerySet):
    def visible_to(self, user, at):
        return self.within(user.codes)


class RedList(Placed):
    """One list of one place and period as it was counted; frozen, whoever counts again.

    A county's row is written first and is the claim on the period: who did not write it freezes nothing.
    `size` is how many candidates there were; with fewer than the rule's fewest the list has no places.
    """

    kind = models.CharField("哪张榜", max_length=8, choices=Board.choices)
    span = models.CharField("多长", max_length=5, choices=Span.choices)
    begins_on = models.DateField("从哪天")
    ends_on = models.DateField("到哪天")
    size = models.PositiveIntegerField("多少候选")
    rule = models.ForeignKey(RedRule, models.PROTECT, related_name="+", verbose_name="依据")
    frozen_at = models.DateTimeField("定榜时间")

    objects = RedListQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "红榜"
        indexes = [models.Index(fields=["division", "span", "-begins_on"], name="red_list_by_place")]
        constraints = [
            models.UniqueConstraint(fields=["division", "span", "begins_on", "kind"], name="one_red_list_a_period"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("begins_on")), name="red_list_ends_after_it_begins"),
        ]
        triggers = [pgtrigger.Protect(name="red_list_frozen", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"红榜 {self.pk}"
