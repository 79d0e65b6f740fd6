"""The three templates and the rule of rounds that every county starts with; what a county made of its own stays."""

from datetime import date

from civcenter.inspections import tables, tables_branch
from civcenter.inspections.choices import Kind, Level, TemplateState
from civcenter.inspections.models import Indicator, Part, RoundRule, Template
from civcenter.rules.models import RuleDocument

ALWAYS = (date(2020, 1, 1), None)
VERSION = "2026-1"
TEMPLATES = [
    (
        Level.BRANCH,
        Kind.INSPECTION,
        "实践所半年督查评分办法",
        tables_branch.BRANCH,
        tables_branch.GROUPS_1,
        tables_branch.TAGS_1,
    ),
    (Level.STATION, Kind.ASSESSMENT, "实践站年度考核评分办法", tables.STATION, tables.GROUPS_2, tables.TAGS_2),
    (Level.TEAM, Kind.ASSESSMENT, "服务队年度考核评分办法", tables.TEAM, tables.GROUPS_3, tables.TAGS_3),
]


def seed():
    """Put the tables in place, each in force as a whole; may run again."""
    document, _ = RuleDocument.objects.get_or_create(
        no="默认评分办法一", defaults={"title": "督查考核评分办法（样本）", "issuer": "系统默认，县里可改"}
    )
    if not RoundRule.objects.filter(county="").exists():
        RoundRule.objects.create(document=document, county="", effective=ALWAYS)
    for level, kind, title, rows, groups, tags in TEMPLATES:
        if not Template.objects.filter(county="", level=level, kind=kind).exists():
            _template(document, level, kind, title, rows, groups, tags)


def _template(document, level, kind, title, rows, groups, tags):
    template = Template.objects.create(
        document=document, county="", effective=ALWAYS, title=title, level=level, kind=kind, version=VERSION
    )
    made = [_indicator(template, place, row, groups, tags) for place, row in enumerate(rows, 1)]
    Indicator.objects.bulk_create(made)
    parts = [
        _part(one, place, part) for one, row in zip(made, rows, strict=True) for place, part in enumerate(row.parts, 1)
    ]
    Part.objects.bulk_create(parts)
    Template.objects.filter(pk=template.pk).update(state=TemplateState.ACTIVE)


def _indicator(template, place, row, groups, tags):
    group = {"加": "+", "否": "否"}.get(row.code, row.code[0])
    return Indicator(
        template=template,
        rank=place,
        code=row.code,
        group=group,
        group_title=groups[group],
        title=row.title,
        weight=row.weight,
        role=row.role,
        source=row.source,
        how=row.how,
        evidence=list(row.evidence),
        tags=list(tags.get(group, ())),
        wants=row.wants,
    )


def _part(indicator, place, part):
    label, method, points, measure, more = part
    steps = list(more.get("steps", ()))
    figures = {name: value for name, value in more.items() if name != "steps"}
    return Part(
        indicator=indicator,
        rank=place,
        label=label,
        method=method,
        points=points,
        measure=measure,
        steps=steps,
        **figures,
    )
