"""Counties, townships and villages by their statistical codes, and the outposts that stand in them."""

from collections import defaultdict
from functools import reduce
from operator import or_

import pghistory
from django.db import models
from django.db.models import Q
from django.db.models.functions import Left

LEVEL = {6: "county", 9: "township", 12: "division"}


class PlacedQuerySet(models.QuerySet):
    def within(self, codes):
        """Rows whose place lies under one of the codes; equality on the level's own column keeps indexes useful."""
        by = defaultdict(list)
        for code in codes:
            by[LEVEL[len(code)]].append(code)
        return self.filter(reduce(or_, (Q(**{f"{level}__in": cs}) for level, cs in by.items()), Q(pk__in=[])))


class DivisionQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ended_on__isnull=True)

    def search(self, text):
        """By a part of the name, or the beginning of the pinyin or the initials."""
        key = text.strip().lower().replace(" ", "")
        return self.filter(
            Q(name__contains=text.strip()) | Q(pinyin__startswith=key) | Q(initials__startswith=key)
        )


class Division(models.Model):
    """A county, township or village; codes of 6, 9, 12 digits nest. Never deleted: ended, with a successor if told."""

    class Tier(models.TextChoices):
        COUNTY = "county", "县"
        TOWNSHIP = "township", "乡镇"
        VILLAGE = "village", "村社区"

    code = models.CharField("代码", max_length=12, primary_key=True)
    name = models.CharField("名称", max_length=60)
    tier = models.CharField("层级", max_length=8, choices=Tier.choices)
    kind = models.CharField("类型", max_length=10, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    pinyin = models.CharField("拼音", max_length=200, blank=True)
    initials = models.CharField("首字母", max_length=60, blank=True)
    valid_from = models.DateField("启用", null=True, blank=True)
    ended_on = models.DateField("撤销", null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name="并入"
    )

    objects = DivisionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "区划"
        ordering = ["code"]

    def __str__(self):
        return self.name


class Placed(models.Model):
    """A row that has a place. `township` and `county` are cut from the code by the database."""

    division = models.ForeignKey(Division, models.PROTECT, db_index=False, verbose_name="区划")
    township = models.GeneratedField(
        expression=Left("division", 9), output_field=models.CharField(max_length=9), db_persist=True
    )
    county = models.GeneratedField(
        expression=Left("division", 6), output_field=models.CharField(max_length=6), db_persist=True
    )

    class Meta:
        abstract = True

    @property
    def place(self):
        return self.division_id


class Tier(models.TextChoices):
    CENTER = "center", "实践中心"
    BRANCH = "branch", "实践所"
    STATION = "station", "实践站"


class OutpostQuerySet(PlacedQuerySet):
    def get_for(self, code):
        """The centre, branch or station of a division."""
        return self.get(division=code)

    def search(self, text):
        key = text.strip().lower().replace(" ", "")
        found = Q(name__contains=text.strip()) | Q(division__pinyin__startswith=key)
        return self.filter(found | Q(division__initials__startswith=key))

    def visible_to(self, user, at):
        return self.within(user.codes)


@pghistory.track(fields=["name", "address", "phone", "opening_hours", "offers", "is_open"])
class Outpost(Placed):
    """A centre (中心), branch (所) or station (站): where people go, call, and find the poster."""

    tier = models.CharField("层级", max_length=8, choices=Tier.choices)
    name = models.CharField("名称", max_length=80)
    address = models.CharField("地址", max_length=120, blank=True)
    phone = models.CharField("电话", max_length=20, blank=True)
    opening_hours = models.CharField("开门时间", max_length=80, blank=True)
    offers = models.TextField("能办的事", blank=True, max_length=500)
    is_open = models.BooleanField("在用", default=True)

    objects = OutpostQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "阵地"
        constraints = [models.UniqueConstraint(fields=["division"], name="one_outpost_a_division")]
        indexes = [
            models.Index(fields=["township"], name="outpost_by_township"),
            models.Index(fields=["county", "tier"], name="outpost_by_county"),
        ]

    def __str__(self):
        return self.name

    @property
    def above(self):
        """The next level's outpost: station → branch → centre → None. Managed areas go by their parent."""
        parent = self.division.parent_id
        return Outpost.objects.select_related("division").filter(division=parent).first() if parent else None
