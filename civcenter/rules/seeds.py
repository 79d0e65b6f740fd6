"""Holidays and make-up days as the State Council published them, and the days the law fixes for the years to come.

Sources: standards 5.1 and the three notices; 全国年节及纪念日放假办法 (国务院令第795号) and the lunar
dates of standards 5.2 for the years whose notice is not out. A county adds a notice when it comes.
"""

from datetime import date, timedelta

from civcenter.rules.models import CalendarDay, RuleDocument

# year: number of the notice, {holiday: (first day off, last day off)}, make-up days
YEARS = {
    2024: (
        "国办发明电〔2023〕7号",
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
        "国办发明电〔2024〕12号",
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
        "国办发明电〔2025〕7号",
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
STATUTE = "国务院令第795号"
# Days off by law, before a notice moves weekends about.
BY_LAW = {
    2027: [
        ("元旦", (1, 1), (1, 1)),
        ("春节", (2, 5), (2, 8)),
        ("清明", (4, 5), (4, 5)),
        ("劳动节", (5, 1), (5, 2)),
        ("端午", (6, 9), (6, 9)),
        ("中秋", (9, 15), (9, 15)),
        ("国庆", (10, 1), (10, 3)),
    ],
    2028: [
        ("元旦", (1, 1), (1, 1)),
        ("春节", (1, 25), (1, 28)),
        ("清明", (4, 4), (4, 4)),
        ("劳动节", (5, 1), (5, 2)),
        ("端午", (5, 28), (5, 28)),
        ("国庆中秋", (10, 1), (10, 3)),
    ],
}


def seed():
    """Put the known days in place; what is there already, the county's own changes too, is left as it is."""
    days = []
    for year, (no, holidays, workdays) in YEARS.items():
        document = _document(no, f"国务院办公厅关于{year}年部分节假日安排的通知", "国务院办公厅")
        days += _holidays(year, holidays, document)
        days += [_day(date(year, *month_day), "workday", "补班", document) for month_day in workdays]
    statute = _document(STATUTE, "全国年节及纪念日放假办法", "国务院")
    for year, holidays in BY_LAW.items():
        days += _holidays(year, holidays, statute)
    CalendarDay.objects.bulk_create(days, ignore_conflicts=True)


def _document(no, title, issuer):
    return RuleDocument.objects.get_or_create(no=no, defaults={"title": title, "issuer": issuer})[0]


def _holidays(year, holidays, document):
    return [_day(day, "holiday", name, document) for name, first, last in holidays for day in _span(year, first, last)]


def _span(year, first, last):
    first, last = date(year, *first), date(year, *last)
    return [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]


def _day(day, kind, name, document):
    return CalendarDay(date=day, kind=kind, name=name, document=document)
