"""What a number is: which rows are counted, which of them are good, and how many of each a place has."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal
from enum import Enum
from functools import reduce
from operator import or_

from django.db.models import Aggregate, Count, FloatField, Q, QuerySet
from django.db.models.functions import TruncMonth

from civcenter.hierarchy.models import LEVEL
from civcenter.measures.spans import Span

TENTH = Decimal("0.1")
LENGTH = {level: length for length, level in LEVEL.items()}


class Kind(Enum):
    """How a value comes of numerator and denominator."""

    COUNT = "数"
    SUM = "合计"
    SHARE = "比率"
    MEAN = "平均"
    MEDIAN = "中位数"

    @property
    def has_denominator(self):
        return self in (Kind.SHARE, Kind.MEAN, Kind.MEDIAN)


class Median(Aggregate):
    """The middle value; half are below it."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True)
class Figure:
    """One number of one place. A denominator that is 0 or that nobody told leaves no value: 算不出, never 0 or 100."""

    kind: Kind
    numerator: Decimal | int | None
    denominator: int | None = None
    scale: int = 1

    @property
    def value(self):
        """Per cent with one decimal, cut and not rounded; a mean, sum or median with one decimal; a count whole."""
        if self.numerator is None or (self.kind.has_denominator and not self.denominator):
            return None
        if self.kind is Kind.COUNT:
            return self.numerator
        if self.kind is Kind.SHARE:
            return (Decimal(self.numerator) * 100 / self.denominator).quantize(TENTH, ROUND_DOWN)
        whole = self.denominator if self.kind is Kind.MEAN else 1
        return (Decimal(self.numerator) / whole / self.scale).quantize(TENTH, ROUND_DOWN)

    @property
    def shown(self):
        """The value as it is read: 1,286, 94.1, 100; empty where there is none."""
        return "" if self.value is None else f"{self.value:,}".removesuffix(".0")

    @property
    def lacking(self):
        """How many are not good, where good ones are counted."""
        return self.denominator - self.numerator if self.kind is Kind.SHARE and self.denominator else None


@dataclass(frozen=True)
class Measure:
    """A number by its name. `counted(span)` are its rows; `good(span)` says which of them make the numerator.

    `path` leads from a row to what has the place ("" for the row itself); `amount` is what is added up of the
    numerator's rows (None: they are counted). `how` is the sentence that stands under the number. `when` is the moment
    that puts a row into the stretch of time; a number of what is now has none.
    """

    name: str
    title: str
    unit: str
    how: str
    kind: Kind
    counted: Callable[[Span], QuerySet]
    good: Callable[[Span], Q] | None = None
    path: str = ""
    amount: Callable[[Q | None], Aggregate] | None = None
    scale: int = 1
    when: str = ""
    more_is_better: bool | None = field(default=True)

    def figures(self, span, level):
        """{code: Figure} of the county's places at a level ("county", "township", "division") that have rows."""
        column = f"{self.path}{level}"
        rows = self._here(self.counted(span), [span.county]).order_by().values(column)
        counted = rows.annotate(**self._sums(span)).values_list(column, *self._sums(span))
        return {code: self.of(*numbers) for code, *numbers in counted if code}

    def figure(self, span, codes):
        """The Figure of some places together."""
        sums = self._here(self.counted(span), codes).aggregate(**self._sums(span))
        return self.of(*sums.values())

    def months(self, span, codes):
        """{(year, month): Figure} of some places together, for the months that have rows."""
        month = TruncMonth(self.when)
        rows = self._here(self.counted(span), codes).order_by().annotate(measured_in=month).values("measured_in")
        counted = rows.annotate(**self._sums(span)).values_list("measured_in", *self._sums(span))
        return {(month.year, month.month): self.of(*numbers) for month, *numbers in counted}

    def rows(self, span, codes, part="all"):
        """The rows behind it at some places: "all" it looks at, the "good" that make a share, or the "bad"."""
        rows = self._here(self.counted(span), codes)
        if part == "all" or self.good is None:
            return rows
        good = rows.filter(self.good(span)).values("pk")
        return rows.filter(pk__in=good) if part == "good" else rows.exclude(pk__in=good)

    def of(self, numerator=None, denominator=None):
        """A Figure of this kind; without arguments that of a place without rows."""
        if self.kind in (Kind.COUNT, Kind.SUM, Kind.SHARE):
            numerator = numerator or 0
        return Figure(self.kind, numerator, denominator, self.scale)

    def _sums(self, span):
        good = self.good(span) if self.good else None
        sums = {"measured": self.amount(good) if self.amount else Count("pk", filter=good)}
        return sums | ({"measured_of": Count("pk")} if self.kind.has_denominator else {})

    def _here(self, rows, codes):
        return at_places(rows, codes, self.path)


@dataclass(frozen=True)
class Told(Measure):
    """A number that is told for each place at its own level and never summed from below; untold, it is unknown."""

    def figures(self, span, level):
        rows = self._here(self.counted(span), [span.county]).filter(length=LENGTH[level])
        return {code: Figure(self.kind, told) for code, told in rows.values_list("division", self.name)}

    def figure(self, span, codes):
        told = list(self.rows(span, codes).values_list(self.name, flat=True))
        return Figure(self.kind, sum(told) if len(told) == len(set(codes)) else None)

    def rows(self, span, codes, part="all"):
        return self.counted(span).filter(division__in=codes)


@dataclass(frozen=True)
class PerHead(Measure):
    """A number over another one. Where that one is unknown there is no denominator."""

    over: Measure | None = None

    def figures(self, span, level):
        parts, wholes = super().figures(span, level), self.over.figures(span, level)
        return {code: self._over(parts.get(code), wholes.get(code)) for code in sorted({*parts, *wholes})}

    def figure(self, span, codes):
        return self._over(super().figure(span, codes), self.over.figure(span, codes))

    def _over(self, part, whole):
        return self.of(part and part.numerator, whole and whole.numerator)

    def _sums(self, span):
        return {"measured": super()._sums(span)["measured"]}


def at_places(rows, codes, path=""):
    """Rows whose place lies under one of the codes, wherever the path leads to the place."""
    under = (Q(**{f"{path}{LEVEL[len(code)]}": code}) for code in codes)
    return rows.filter(reduce(or_, under, Q(pk__in=[])))
