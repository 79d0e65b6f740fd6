"""The default rule of points; may run again, and leaves what the county set."""

from datetime import date

from civcenter.rules.models import RuleDocument
from incentives.models import PointRule


def seed():
    """One point an hour, at most 8 a day and 60 a month, kept for two years (standards 2.6)."""
    if PointRule.objects.filter(county="").exists():
        return
    document, _ = RuleDocument.objects.get_or_create(
        no="默认规则一", defaults={"title": "系统默认规则", "issuer": "系统默认，县里可改"}
    )
    PointRule.objects.create(
        document=document,
        county="",
        effective=(date(2020, 1, 1), None),
        per_hour=1,
        cap_day=8,
        cap_month=60,
        valid_months=24,
    )
