"""The default rule of points; may run again, and leaves what the county set."""

from datetime import date

from civcenter.rules.models import RuleDocument
from incentives.models import ManualRule, PointRule, StarRule

ALWAYS = (date(2020, 1, 1), None)


# code, event, points at most, proof (standards 2.6)
EVENTS = [
    ("training", "参加培训", 2, "培训签到"),
    ("blood", "无偿献血", 10, "献血证"),
    ("courage", "见义勇为", 50, "见义勇为证书或公安证明"),
    ("good-village", "村级好人典型", 10, "表彰文件"),
    ("good-township", "乡镇好人典型", 20, "表彰文件"),
    ("good-county", "县级好人典型", 30, "表彰文件"),
    ("good-city", "市级好人典型", 50, "表彰文件"),
    ("good-province", "省级好人典型", 80, "表彰文件"),
    ("good-nation", "国家级好人典型", 100, "表彰文件"),
]

HOURS_OF_STARS = (100, 300, 600, 1000, 1500)
JUDGED_FROM = 4
"""From the fourth star on somebody judges the deeds beside the hours (standards 1.5)."""


def seed():
    """Points an hour and points for events; what a county set stays."""
    document, _ = RuleDocument.objects.get_or_create(
        no="默认规则一", defaults={"title": "系统默认规则", "issuer": "系统默认，县里可改"}
    )
    if not PointRule.objects.filter(county="").exists():
        _an_hour(document)
    if not ManualRule.objects.filter(county="").exists():
        rows = [
            ManualRule(document=document, effective=ALWAYS, code=code, name=name, most=most, proof=proof)
            for code, name, most, proof in EVENTS
        ]
        ManualRule.objects.bulk_create(rows)
    if not StarRule.objects.filter(county="").exists():
        _stars(document)


def _stars(document):
    """The thresholds most places share; a county counts by the year or sets its own hours in a row of its own."""
    rows = [
        StarRule(document=document, effective=ALWAYS, star=star, hours=hours, needs_judgement=star >= JUDGED_FROM)
        for star, hours in enumerate(HOURS_OF_STARS, start=1)
    ]
    StarRule.objects.bulk_create(rows)


def _an_hour(document):
    """One point an hour, at most 8 a day and 60 a month, kept for two years (standards 2.6)."""
    PointRule.objects.create(
        document=document,
        county="",
        effective=ALWAYS,
        per_hour=1,
        cap_day=8,
        cap_month=60,
        valid_months=24,
    )
