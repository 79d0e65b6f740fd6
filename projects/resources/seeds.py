"""The default rule of bookings; may run again, and leaves what the county set."""

from datetime import date

from civcenter.rules.models import RuleDocument
from projects.resources.models import ResourceRule


def seed():
    if not ResourceRule.objects.filter(county="").exists():
        document, _ = RuleDocument.objects.get_or_create(
            no="默认规则一", defaults={"title": "系统默认规则", "issuer": "系统默认，县里可改"}
        )
        ResourceRule.objects.create(document=document, county="", effective=(date(2020, 1, 1), None))
