"""Counties, townships and villages by their statistical codes, and the outposts that stand in them."""

import unicodedata
from collections import defaultdict
from functools import reduce
from operator import or_

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Left

from civcenter.hierarchy.choices import OUTPOST_WORDS, DivisionTier, Kind, Tier
from civcenter.kit.text import clean

LEVEL = {6: "county", 9: "township", 12: "division"}


class PlacedQuerySet(models.QuerySet):
    def within(self, codes):
        """Rows whose place lies under one of the codes; equality on the level's own column keeps indexes useful."""
        by = defaultdict(list)
        for code in codes:
            by[LEVEL[len(code)]].append(code)
        return self.filter(reduce(or_, (Q(**{f"{level}__in": cs}) for level, cs in by.items()), Q(pk__in=[])))

    def held_within(self, codes, unit):
        """Rows whose place lies there or whose unit, found by the lookup `unit`, does.

        A county's rows are held by the county's own units: who reads whole counties is answered from one index.
        """
        here = self.within(codes)
        if all(LEVEL[len(code)] == "county" for code in codes):
            return here
        return here | self.filter(**{f"{unit}__in": Outpost.objects.within(codes)})


def words_of(text):
    """What was typed, word by word, in plain letters; "ning xian" and full-width letters are one word of pinyin."""
    text = unicodedata.normalize("NFKC", clean(text)).casefold()
    return ["".join(text.split())] if text.isascii() else text.split()


def heard(word, path=""):
    """A part of a division's name, or the beginning of its pinyin or initials, as a condition."""
    name = Q(**{f"{path}name__icontains": word})
    if not (word.isascii() and word.isalpha()):
        return name
    return name | Q(**{f"{path}pinyin__startswith": word}) | Q(**{f"{path}initials__startswith": word})


class DivisionQuerySet(models.QuerySet):
    def current(self):
        """Those that have not ended."""
        return self.filter(ended_on__isnull=True)

    def on(self, day):
        """Those that stood on a day: statistics of a past period use the tree of that time."""
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
        return self.filter(begun, Q(ended_on__isnull=True) | Q(ended_on__gt=day))

    def within(self, codes):
        """The divisions of these codes and all whose code nests in them."""
        return self.filter(reduce(or_, (Q(code__startswith=code) for code in codes), Q(pk__in=[])))

    def search(self, text):
        """By a part of the name, or the beginning of its pinyin or initials. Nothing typed finds nothing."""
        words = [word for word in words_of(text) if word]
        return self.filter(*map(heard, words)) if words else self.none()


class Division(models.Model):
    """A county, township or village; codes of 6, 9, 12 digits nest. Never deleted: ended, with a successor if told.

    `valid_from` is empty for what stood before the county's first list came. `parent` follows the digits, but
    for managed areas.
    """

    Tier = DivisionTier

    code = models.CharField("代码", max_length=12, primary_key=True)
    name = models.CharField("名称", max_length=60)
    tier = models.CharField("层级", max_length=8, choices=DivisionTier.choices)
    kind = models.CharField("类型", max_length=10, choices=Kind.choices, blank=True)
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
        constraints = [
            models.CheckConstraint(
                name="division_code_tells_its_tier",
                condition=Q(tier="county", code__regex=r"^\d{6}$")
                | Q(tier="township", code__regex=r"^\d{9}$")
                | Q(tier="village", code__regex=r"^\d{12}$"),
            ),
            models.CheckConstraint(
                name="only_ended_divisions_have_a_successor",
                condition=Q(successor__isnull=True) | Q(ended_on__isnull=False),
            ),
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

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


class PopulationQuerySet(PlacedQuerySet):
    def at(self, code, year):
        """How many residents a division had in a year, or None where nobody has told: 算不出, never guessed."""
        return self.of([code], year).get(code)

    def of(self, codes, year):
        """The same for many divisions in one query: {code: residents}, without those nobody has told."""
        return dict(self.filter(division__in=codes, year=year).values_list("division_id", "residents"))


class Population(Placed):
    """The resident population (常住人口) of a division in a year, as the county's statistics say it.

    Each level has its own figure; none is summed or carried over from another year.
    """

    year = models.PositiveSmallIntegerField("年份")
    residents = models.PositiveIntegerField("常住人口")
    source = models.CharField("出处", max_length=80, blank=True)

    objects = PopulationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "常住人口"
        constraints = [
            models.UniqueConstraint(fields=["division", "year"], name="one_population_a_division_and_year"),
            models.CheckConstraint(name="somebody_lives_there", condition=Q(residents__gt=0)),
            models.CheckConstraint(name="population_of_a_real_year", condition=Q(year__gte=1949, year__lte=2199)),
        ]

    def __str__(self):
        return f"{self.division_id} {self.year} 年 {self.residents} 人"


def _named(word):
    """Words that every outpost's name has (新, 文明, 站) say nothing of it; its division's name may still have them."""
    division = heard(word, "division__")
    said_of_all = any(word in words for words in OUTPOST_WORDS.values())
    return division if said_of_all else Q(name__icontains=word) | division


class OutpostQuerySet(PlacedQuerySet):
    def get_for(self, code):
        """The centre, branch or station of a division."""
        return self.get(division=code)

    def search(self, text):
        """By a part of the outpost's or its division's name, or the beginning of the pinyin or the initials.

        People say 新宁 北庄 when there are several 北庄: of several words the last is the place, those
        before it may also name what lies above. Nothing typed finds nothing.
        """
        *before, last = words_of(text) or [""]
        if not last:
            return self.none()
        above = (_named(word) | heard(word, "division__parent__") for word in before)
        return self.filter(_named(last), *above)

    def visible_to(self, user, at):
        """The outposts whose desk the user may see."""
        return self.within(user.codes)


@pghistory.track(
    fields=["name", "address", "phone", "opening_hours", "offers", "is_open"],
    model_name="OutpostChange",
    append_only=True,
    obj_field=pghistory.ObjForeignKey(related_name="changes"),
)
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

    @property
    def blanks(self):
        """What the outpost's card does not say yet, as labels."""
        fields = (self._meta.get_field(name) for name in ("phone", "address", "opening_hours", "offers"))
        return [field.verbose_name for field in fields if not getattr(self, field.name)]
