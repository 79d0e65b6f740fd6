"""The default figures of activities and what a ceremony has; may run again, and leaves what the county set."""

from datetime import date

from civcenter.rules.models import RuleDocument
from projects.activities.flow import Form
from projects.activities.models import ActivityRule, CeremonyItem

ALWAYS = (date(2020, 1, 1), None)
CEREMONY = [("国旗、会标挂好", True), ("奏唱国歌", True), ("宣誓或宣读", True), ("佩戴徽章", False)]


def seed():
    document, _ = RuleDocument.objects.get_or_create(
        no="默认规则一", defaults={"title": "系统默认规则", "issuer": "系统默认，县里可改"}
    )
    if not ActivityRule.objects.filter(county="").exists():
        ActivityRule.objects.create(document=document, county="", effective=ALWAYS)
    if not CeremonyItem.objects.filter(county="").exists():
        rows = [
            CeremonyItem(
                document=document, effective=ALWAYS, form=Form.CEREMONY, name=name, is_mandatory=must, rank=rank
            )
            for rank, (name, must) in enumerate(CEREMONY)
        ]
        CeremonyItem.objects.bulk_create(rows)
