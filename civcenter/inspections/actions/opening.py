"""A round begins: once a county and period, by the clock or by hand; and a correction of one that is final."""

from datetime import timedelta

from civcenter.accounts.models import Appointment
from civcenter.accounts.roles import Role
from civcenter.hierarchy.models import Division, Outpost, Tier
from civcenter.inspections.choices import Kind, Level
from civcenter.inspections.models import Round, RoundEvent, RoundRule, Subject, Template
from civcenter.inspections.periods import period as period_of
from civcenter.kit import jobs
from civcenter.kit.errors import RuleBroken
from civcenter.kit.rows import insert_unless_taken
from civcenter.kit.verbs import verb
from civcenter.measures import MEASURES, Span
from volunteers.models import Team

GATHER = "inspections.gather"
LEVELS = {Tier.BRANCH: Level.BRANCH, Tier.STATION: Level.STATION}
DESK = (Role.BRANCH_MANAGER, Role.STATION_MANAGER, Role.LIAISON)
"""Posts that are counted as people at a place."""


def rule_of(round):
    """The county's rule on the last day of the period."""
    return RoundRule.objects.at(last_day(round.span), round.division_id).get()


def last_day(span):
    return span.after - timedelta(days=1)


@verb
def open_round(county, name, *, at, by=None):
    """Begin the round of a period, or return the one that was begun: however often this is asked, there is one."""
    span = period_of(name)
    if at < span.end:
        raise RuleBroken(f"{span.label}还没过完，{span.after.month} 月 {span.after.day} 日以后才能督查。")
    templates = _templates(county, span)
    row = Round(division_id=county, period=name, kind=span.kind, cutoff_at=span.end, opened_at=at)
    if not insert_unless_taken(row):
        return Round.objects.get(division_id=county, period=name, version=1)
    row.templates.set(templates)
    _subjects(row, {template.level: template for template in templates})
    return _begun(row, by=by, at=at)


@verb
def correct(old, *, reason, by, at):
    """A new version of a final round: the same figures, marks and lot, to be put right and signed anew."""
    row = Round(
        division_id=old.division_id,
        period=old.period,
        kind=old.kind,
        version=old.version + 1,
        corrects=old,
        reason=reason[:200],
        cutoff_at=old.cutoff_at,
        opened_at=at,
    )
    if not old.is_final:
        raise RuleBroken("只有定了稿的才另出一版；没定稿的，直接在这一版里改。")
    if not insert_unless_taken(row):
        return Round.objects.get(corrects=old)
    row.templates.set(old.templates.all())
    same = ("level", "outpost_id", "team_id", "template_id", "name", "short", "residents", "staff", "division_id")
    copies = [Subject(round=row, **{name: getattr(one, name) for name in same}) for one in old.subjects.all()]
    Subject.objects.bulk_create(copies)
    return _begun(row, by=by, at=at, words=reason)


def _begun(row, *, by, at, words=""):
    RoundEvent.objects.create(round=row, step="open", by=by, at=at, words=words[:200])
    jobs.ask(GATHER, row.pk, source=f"round:{row.pk}:gather", at=at)
    return row


def _templates(county, span):
    found = list(Template.objects.active().at(last_day(span), county).filter(kind=span.kind))
    if not found:
        raise RuleBroken(f"{span.label}那时没有在用的评分办法。请先在“评分办法”里启用一份。")
    return found


def _subjects(row, templates):
    """Every outpost in use and, for a year, every team, as the tree stood on the last day."""
    day = last_day(row.span)
    standing = Division.objects.on(day).within([row.division_id]).values("code")
    outposts = Outpost.objects.within([row.division_id]).filter(is_open=True, tier__in=LEVELS, division__in=standing)
    residents, staff = _residents(row), _staff(row.division_id, day)
    rows = [
        Subject(
            round=row,
            level=LEVELS[outpost.tier],
            outpost=outpost,
            division_id=outpost.division_id,
            template=templates.get(LEVELS[outpost.tier]),
            name=outpost.name,
            short=outpost.division.name,
            residents=residents.get(outpost.division_id),
            staff=staff.get(outpost.division_id, 0),
        )
        for outpost in outposts.select_related("division").order_by("division")
    ]
    if row.kind == Kind.ASSESSMENT:
        rows += _teams(row, templates.get(Level.TEAM), day)
    Subject.objects.bulk_create(rows)


def _teams(row, template, day):
    teams = Team.objects.current().within([row.division_id]).exclude(founded_on__gt=day).order_by("pk")
    return [
        Subject(
            round=row,
            level=Level.TEAM,
            team=team,
            division_id=team.division_id,
            template=template,
            name=team.name,
            short=team.name,
        )
        for team in teams
    ]


def _residents(row):
    """What statistics told of each place, each level its own."""
    span = span_of(row)
    told = {}
    for level in ("township", "division"):
        told |= {code: figure.numerator for code, figure in MEASURES["residents"].figures(span, level).items()}
    return told


def _staff(county, day):
    held = Appointment.objects.current(day).filter(role__in=DESK, division__code__startswith=county)
    staff = {}
    for code, user in held.values_list("division", "user").distinct():
        staff.setdefault(code, set()).add(user)
    return {code: len(users) for code, users in staff.items()}


def span_of(row):
    """The round's stretch of time, as measures take it; the register is read as of the opening."""
    span = row.span
    return Span(row.division_id, span.start, span.end, row.opened_at, span.label)
