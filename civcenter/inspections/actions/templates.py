"""A county's own 评分办法: copied, changed as a draft, tried on the last round, put in force as a whole."""

from civcenter.accounts.duties import Duty
from civcenter.inspections import methods, scoring
from civcenter.inspections.actions.scoring import known_of
from civcenter.inspections.choices import Role, TemplateState
from civcenter.inspections.models import Indicator, Part, Result, Round, Template
from civcenter.kit.errors import NotYours, RuleBroken
from civcenter.kit.verbs import verb


def _may(by, template, county=""):
    place = county or template.county
    if not place or not by.holds(Duty.SET_RULES, place):
        raise NotYours("通用的评分办法不直接改：照着做一份本县的。")


@verb
def copy(template, *, by, at):
    """A draft of the county's own with the same lines."""
    _may(by, template, by.county)
    number = Template.objects.filter(county=by.county, level=template.level, kind=template.kind).count() + 1
    draft = Template.objects.create(
        document=template.document,
        county=by.county,
        effective=template.effective,
        title=template.title,
        level=template.level,
        kind=template.kind,
        version=f"{at:%Y}-{number + 1}",
        copied_from=template,
    )
    for line in template.indicators.prefetch_related("parts"):
        _copy_line(draft, line)
    return draft


def _copy_line(draft, line):
    parts = list(line.parts.all())
    line.pk, line.template = None, draft
    line._state.adding = True
    line.save()
    for part in parts:
        part.pk, part.indicator = None, line
        part._state.adding = True
    Part.objects.bulk_create(parts)


@verb
def change(indicator, *, by, at, parts=(), **values):
    """Other words, weights or thresholds on one line of a draft. `parts` are (part's number, values)."""
    template = indicator.template
    _may(by, template)
    if not template.is_draft:
        raise RuleBroken("在用的评分办法不改：督查照它打过分。请照着做一份草稿。")
    Indicator.objects.filter(pk=indicator.pk).update(**values)
    for key, figures in parts:
        if figures["high"] <= figures["low"] and indicator.parts.get(pk=key).method == "linear":
            raise RuleBroken("“到”要比“从”大，才能按比例算。")
        Part.objects.filter(pk=key, indicator=indicator).update(**figures)


def faults(template):
    """Why a draft cannot be put in force, as sentences; none where it is whole."""
    lines = [line for line in template.indicators.prefetch_related("parts") if line.role == Role.NORMAL]
    whole = sum(line.weight for line in lines)
    found = [] if whole == methods.FULL else [f"分值合计 {whole.normalize():f} 分，要正好 100 分。"]
    for line in lines:
        points = sum(part.points for part in line.parts.all())
        if points != line.weight:
            found.append(
                f"{line.code} 的得分点合计 {points.normalize():f} 分，这一项是 {line.weight.normalize():f} 分。"
            )
    return found


@verb
def activate(template, *, since, by, at):
    """Put a draft in force from a day on; the one before it ends the day before. Past rounds stay as they were."""
    _may(by, template)
    row = Template.objects.select_for_update().get(pk=template.pk)
    wrong = faults(row)
    if not row.is_draft or wrong:
        raise RuleBroken(wrong[0] if wrong else "这一份已经启用过了。")
    same = Template.objects.active().filter(county=row.county, level=row.level, kind=row.kind)
    if same.filter(effective__startswith__gte=since).exists():
        raise RuleBroken("这一天或以后已经有一份排好了，换个日子。", field="since")
    for old in same.filter(effective__contains=since):
        Template.objects.filter(pk=old.pk).update(effective=(old.effective.lower, since))
    Template.objects.filter(pk=row.pk).update(effective=(since, None), state=TemplateState.ACTIVE)


def trial(template):
    """What the draft would have made of the last round of its level: [(subject, total then, total by it)], or None.

    By the figures of then; what inspectors saw counts where the line is the same one in both.
    """
    rounds = Round.objects.filter(division_id=template.county, kind=template.kind).exclude(phase="gathering")
    last = rounds.order_by("-opened_at").first()
    if last is None:
        return None
    subjects = list(last.subjects.filter(level=template.level).select_related("round").order_by("division", "pk"))
    known, lines = known_of(subjects), scoring.lines_of(template)
    moved = _same_parts(template, subjects)
    then = dict(Result.objects.filter(subject__in=subjects).values_list("subject", "total"))
    rows = []
    for subject in subjects:
        mine = known[subject.pk]
        mine.marks = {moved[key]: mark for key, mark in mine.marks.items() if key in moved}
        mine.amendments = {moved[key]: change for key, change in mine.amendments.items() if key in moved}
        rows.append((subject, then.get(subject.pk), scoring.sheet(lines, mine).total))
    ranks = [methods.ranked({row[0].pk: row[place] for row in rows}) for place in (1, 2)]
    made = [(one, old, new, ranks[0].get(one.pk), ranks[1].get(one.pk)) for one, old, new in rows]
    return last, sorted(made, key=lambda row: (row[4] or len(made), row[0].pk))


def _same_parts(template, subjects):
    """{part then: part of the draft}, by the line's code and the part's place."""
    used = {subject.template_id for subject in subjects if subject.template_id}
    rows = Part.objects.filter(indicator__template__in=[*used, template.pk]).select_related("indicator")
    here, there = {}, {}
    for part in rows:
        key = (part.indicator.code, part.rank)
        if part.indicator.template_id == template.pk:
            here[key] = part.pk
        else:
            there[part.pk] = key
    return {pk: here[key] for pk, key in there.items() if key in here}
