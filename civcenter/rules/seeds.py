"""Holidays and make-up days as the State Council published them (standards 5.1)."""

from datetime import date, timedelta

from civcenter.rules.models import CalendarDay, RuleDocument

# year: document, {holiday: (first day off, last day off)}, make-up days
YEARS = {
    2024: (
        "国务院办公厅 2024 年通知",
        [
            ("元旦", (1, 1), (1, 1)),
            ("春节", (2, 10), (2, 17)),
            ("清明", (4, 4), (4, 6)),
            ("劳动节", (5, 1), (5, 5)),
            ("端午", (6, 10), (6, 10)),
            ("中秋", (9, 15), (9, 17)),
            ("国庆", (10, 1), (10, 7)),
        ],
        [(2, 4), (2, 18), (4, 7), (4, 28), (5, 11), (9, 14), (9, 29), (10, 12)],
    ),
    2025: (
        "国务院办公厅 2025 年通知",
        [
            ("元旦", (1, 1), (1, 1)),
            ("春节", (1, 28), (2, 4)),
            ("清明", (4, 4), (4, 6)),
            ("劳动节", (5, 1), (5, 5)),
            ("端午", (5, 31), (6, 2)),
            ("国庆中秋", (10, 1), (10, 8)),
        ],
        [(1, 26), (2, 8), (4, 27), (9, 28), (10, 11)],
    ),
    2026: (
        "国务院办公厅 2025-11-04 通知",
        [
            ("元旦", (1, 1), (1, 3)),
            ("春节", (2, 15), (2, 23)),
            ("清明", (4, 4), (4, 6)),
            ("劳动节", (5, 1), (5, 5)),
            ("端午", (6, 19), (6, 21)),
            ("中秋", (9, 25), (9, 27)),
            ("国庆", (10, 1), (10, 7)),
        ],
        [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)],
    ),
}


def seed():
    """Put the days of the published years in place."""
    for year, (no, holidays, workdays) in YEARS.items():
        document, _ = RuleDocument.objects.get_or_create(
            no=no, defaults={"title": f"{year} 年部分节假日安排", "issuer": "国务院办公厅"}
        )
        days = [
            _day(day, "holiday", name, document) for name, first, last in holidays for day in _span(year, first, last)
        ]
        days += [_day(date(year, *month_day), "workday", "补班", document) for month_day in workdays]
        CalendarDay.objects.bulk_create(days, ignore_conflicts=True)


def _span(year, first, last):
    first, last = date(year, *first), date(year, *last)
    return [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]


def _day(day, kind, name, document):
    return CalendarDay(date=day, kind=kind, name=name, document=document)
