"""Figures that a county may change: each a row with a document behind it and a range of days it holds."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Case, F, Value, When
from django.db.models.functions import Coalesce


class RuleDocument(models.Model):
    """The paper a rule stands on."""

    no = models.CharField("文号", max_length=60, unique=True)
    title = models.CharField("名称", max_length=120)
    issuer = models.CharField("发文机关", max_length=60)
    effective_from = models.DateField("施行", null=True, blank=True)
    effective_to = models.DateField("废止", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "依据文件"

    def __str__(self):
        return f"{self.title}（{self.no}）"


class RuleQuerySet(models.QuerySet):
    def at(self, day, county):
        """The rows that hold on `day` in `county`, one for each key: the county's own wins over the general one.

        The result is an ordinary QuerySet: filtering it further never brings a general row back.
        """
        mine_first = Case(When(county=county, then=Value(0)), default=Value(1))
        held = self.filter(effective__contains=day, county__in=["", county])
        best = held.order_by(*self.model.KEY, mine_first)
        chosen = best.distinct(*self.model.KEY) if self.model.KEY else best[:1]
        return self.filter(pk__in=chosen.values("pk"))


class Rule(models.Model):
    """A rule row: whose (`county` empty: everywhere), since and until when, by which document.

    A subclass names the fields that tell its rows apart in `KEY` and declares `no_overlap(...)`; the past
    is never recomputed, so an old row is ended and a new one added.
    """

    KEY = ()

    document = models.ForeignKey(RuleDocument, models.PROTECT, verbose_name="依据")
    county = models.CharField("县（空为通用）", max_length=6, blank=True)
    effective = DateRangeField("有效期")

    objects = RuleQuerySet.as_manager()

    class Meta:
        abstract = True


def no_overlap(name, *key):
    """Two rows of the same county and key never hold on the same day: the database refuses.

    A key named by its field is text that may be empty; any other is given as an expression, `F("star")`.
    """
    same = [("county", RangeOperators.EQUAL)]
    parts = (Coalesce(F(field), Value("")) if isinstance(field, str) else field for field in key)
    same += [(part, RangeOperators.EQUAL) for part in parts]
    return ExclusionConstraint(name=name, expressions=[*same, ("effective", RangeOperators.OVERLAPS)])


class CalendarDay(models.Model):
    """A day that is not what its weekday says: off, or a weekend day worked. Source: the State Council's notice."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", "放假"
        WORKDAY = "workday", "补班"

    date = models.DateField("日期", primary_key=True)
    kind = models.CharField("种类", max_length=8, choices=Kind.choices)
    name = models.CharField("名称", max_length=20)
    document = models.ForeignKey(RuleDocument, models.PROTECT, verbose_name="依据")

    class Meta:
        verbose_name = verbose_name_plural = "放假和补班"

    def __str__(self):
        return f"{self.date} {self.get_kind_display()}"


def calendar_for(first, last):
    """A function day → is it worked, for the days from `first` to `last`; one query.

    A day without a row is worked from Monday to Friday; so is every day outside the range asked for.
    """
    known = dict(CalendarDay.objects.filter(date__range=(first, last)).values_list("date", "kind"))

    def is_workday(day):
        if day in known:
            return known[day] == CalendarDay.Kind.WORKDAY
        return day.weekday() < 5

    return is_workday
