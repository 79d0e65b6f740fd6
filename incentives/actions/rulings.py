"""Rules of points are set by a document and for the days to come; what is due by law hangs on none of them."""

import re
import unicodedata
from datetime import timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from civcenter.accounts.duties import Duty
from civcenter.kit.errors import NotYours, RuleBroken
from civcenter.kit.verbs import verb
from civcenter.rules.models import RuleDocument
from incentives.models import ManualRule, PointRule, PostingRule, StatutoryBenefit

NOT_BEFORE_TOMORROW = "新规则最早从明天起用：已经做过的事，按当时的规则算。"


@verb
def set_rule(model, *, county, document, starts_on, by, at, **figures):
    """A new row of a rule from a day on; the row that holds until then is ended, never edited. Returns the new one.

    `document` is (number, title, issuer). Raises RuleBroken for days that have begun, and where a later row is set.
    """
    if not by.holds(Duty.SET_RULES, county):
        raise NotYours("规则由县办定。")
    if starts_on <= timezone.localdate(at):
        raise RuleBroken(NOT_BEFORE_TOMORROW, field="starts_on")
    keep_floor(county, starts_on, *(figures[name] for name in ("name", "proof") if name in figures))
    key = {field: figures[field.removesuffix("_id")] for field in model.KEY}
    _end_before(model.objects.filter(county=county, **key), starts_on)
    no, title, issuer = document
    paper, _ = RuleDocument.objects.get_or_create(no=no, defaults={"title": title, "issuer": issuer})
    return model.objects.create(document=paper, county=county, effective=DateRange(starts_on, None), **figures)


def _end_before(rows, day):
    """End the row that runs into the new one."""
    running = list(rows.filter(effective__overlap=DateRange(day, None)))
    first = min((row.effective.lower for row in running if row.effective.lower >= day), default=None)
    if first:
        raise RuleBroken(f"{first:%Y-%m-%d} 起的一条已经定了，新的要从那天以后起。", field="starts_on")
    for row in running:
        rows.filter(pk=row.pk).update(effective=DateRange(row.effective.lower, day))


@verb
def end_rule(row, *, last_on, by, at):
    """停用: the county's own rule holds until that day and no longer."""
    if not row.county or not by.holds(Duty.SET_RULES, row.county):
        raise NotYours("只有县里自己定的规则能停，由县办来停。")
    if last_on < timezone.localdate(at):
        raise RuleBroken("最早停到今天为止：已经过去的日子不改。", field="last_on")
    after = last_on + timedelta(days=1)
    if row.effective.lower >= after or (row.effective.upper and row.effective.upper < after):
        raise RuleBroken("这一天不在它的有效期里。", field="last_on")
    type(row).objects.filter(pk=row.pk).update(effective=DateRange(row.effective.lower, after))


def keep_floor(county, day, *texts):
    """Refuse words of a rule, a good or a privilege that make something due by law depend on points (features 88)."""
    said = re.sub(r"\s", "", unicodedata.normalize("NFKC", "".join(texts)))
    for benefit in StatutoryBenefit.objects.at(day, county):
        found = next((word for word in benefit.words if word in said), None)
        if found:
            raise RuleBroken(
                f"“{found}”不能跟积分挂钩：{benefit.sentence}（{benefit.source}）。"
                "要是只是宣讲、帮办，换个说法写清楚。",
                field="name",
            )


SETTABLE = {"points": PointRule, "events": ManualRule, "postings": PostingRule}
"""The rules a county sets on its own pages."""
