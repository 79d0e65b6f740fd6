"""What a report says, once for the page, the Word, the PDF and the spreadsheet: figures in, sentences out."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.utils import timezone

from civcenter.accounts.models import Appointment
from civcenter.accounts.roles import Role
from civcenter.inspections import methods, ranking
from civcenter.inspections.actions.opening import rule_of
from civcenter.inspections.choices import Kind, Level
from civcenter.inspections.models import Amendment, Figure, Indicator, Objection, Result, Score, Visit
from civcenter.inspections.models.rounds import Round

PODIUM = 3
WEAK = Decimal("0.6")
"""An indicator below this share of its weight is to be mended."""
MOST_MENDS = 3
"""Things to mend named for one place; the rest is in its annex."""
HEADS = {Level.BRANCH: Role.BRANCH_MANAGER, Level.STATION: Role.STATION_MANAGER}
PLACES = ("一", "二", "三")
NAMES = {Level.BRANCH: "镇（乡）", Level.STATION: "村（社区）", Level.TEAM: "队"}


@dataclass(frozen=True)
class Row:
    """One line of a ranking."""

    result: Result
    groups: list
    tag: str = ""

    @property
    def subject(self):
        return self.result.subject


@dataclass(frozen=True)
class Table:
    """A level's ranking: the groups with their weights, and the rows from the best."""

    level: str
    title: str
    place: str
    groups: list
    rows: list


@dataclass(frozen=True)
class Mend:
    """One thing that is to be put right, by whom, until when."""

    subject: object
    indicator: Indicator
    words: str
    owner: str
    until: object


@dataclass
class Content:
    """The whole report."""

    round: Round
    county: str
    summary: list
    podium: list
    tables: list
    mends: list
    changes: list
    answered: int
    upheld: int
    replaced: int
    templates: list
    unscored: list = field(default_factory=list)

    @property
    def is_draft(self):
        return not self.round.is_final

    @property
    def titles(self):
        """The two lines over a report."""
        kind = "督查" if self.round.kind == Kind.INSPECTION else "考核"
        return [f"{self.county}新时代文明实践工作", f"{self.round.span.label}{kind}通报"]

    @property
    def cutoff(self):
        """数据截至 2026 年 6 月 30 日 24:00: said of the last day, not of the next one's midnight."""
        day = timezone.localtime(self.round.cutoff_at).date() - timedelta(days=1)
        return f"{day.year} 年 {day.month} 月 {day.day} 日 24:00"


def content(round):
    """Everything the report says; the number of queries does not grow with the county."""
    results = _results(round)
    tables = [table for level in Level if (table := _table(level, results, round))]
    lines = _lines(round)
    words = Objection.objects.filter(subject__round=round)
    counts = words.aggregate(answered=Count("pk", filter=~Q(reply="")), upheld=Count("pk", filter=Q(ruling="upheld")))
    return Content(
        round=round,
        county=round.division.name,
        summary=_summary(round, results, tables, lines),
        podium=_podium(tables),
        tables=tables,
        mends=_mends(round, tables, lines),
        changes=list(_changes(round)),
        replaced=Visit.objects.filter(subject__round=round, replaced_at__isnull=False).count(),
        templates=list(round.templates.select_related("document")),
        unscored=list(round.subjects.filter(template__isnull=True, result__isnull=True).order_by("division")),
        **counts,
    )


def _results(round):
    rows = Result.objects.filter(subject__round=round).select_related("subject", "subject__round", "subject__template")
    return list(rows.order_by("rank", "subject__division", "subject__pk"))


def _lines(round):
    """{subject's number: its scores in the template's order}."""
    by = defaultdict(list)
    rows = Score.objects.filter(subject__round=round).select_related("indicator")
    for one in rows.order_by("subject", "indicator__rank"):
        by[one.subject_id].append(one)
    return by


def _changes(round):
    rows = Amendment.objects.filter(subject__round=round, agreed_at__isnull=False)
    return rows.select_related("subject", "part__indicator", "by", "agreed_by").order_by("agreed_at")


def _table(level, results, round):
    mine = [one for one in results if one.subject.level == level]
    if not mine:
        return None
    groups = [(g["code"], g["title"], g["weight"]) for g in next((one.groups for one in mine if one.groups), [])]
    best = ranking.most_improved({one.subject_id: one.gained for one in mine})
    title = f"{Level(level).label}得分排名" if round.kind == Kind.INSPECTION else f"{Level(level).label}年度得分排名"
    rows = [Row(one, [g["got"] for g in one.groups], _tag(one, best)) for one in mine]
    return Table(level, title, NAMES[level], groups, rows)


def _tag(result, best):
    if result.is_vetoed:
        return "否决"
    if result.rank and result.rank <= PODIUM and not result.is_waiting:
        return "红榜"
    if result.grade == "fail":
        return "要整改"
    return "进步最快" if result.subject_id == best else ""


def _podium(tables):
    """The best three of the first level, each with what it is best in; nobody who was vetoed."""
    if not tables:
        return []
    rows = [row for row in tables[0].rows if row.result.rank and row.result.rank <= PODIUM and not row.result.is_vetoed]
    best = ranking.most_improved({row.subject.pk: row.result.gained for row in tables[0].rows})
    return [(PLACES[row.result.rank - 1], row, _strength(row, tables[0], best)) for row in rows]


def _strength(row, table, best):
    if row.subject.pk == best and row.result.risen:
        return f"进步最快，升 {row.result.risen} 位"
    leads = []
    for place, (_, title, _) in enumerate(table.groups):
        got = [Decimal(one.groups[place]) for one in table.rows if one.groups and one.groups[place] is not None]
        if got and row.groups and row.groups[place] is not None:
            leads.append((Decimal(row.groups[place]) - sum(got) / len(got), title))
    lead, title = max(leads, default=(Decimal(0), ""))
    return f"“{title}”比平均高 {lead:.1f} 分" if lead > 0 else ""


def _summary(round, results, tables, lines):
    """Sentences written from the figures; what is not known is not said."""
    count = {row["level"]: row["n"] for row in round.subjects.values("level").annotate(n=Count("pk")).order_by()}
    words = (("branch", "所"), ("station", "站"), ("team", "队"))
    units = "、".join(f"{count[level]} 个{word}" for level, word in words if count.get(level))
    facts = _facts(round)
    wishes, done = _count(facts, "wishes"), _count(facts, "done")
    said = [f"{round.span.label}，全县 {units}共收到群众点单 {wishes} 件，办结 {done} 单{_shares(facts)}。"]
    if tables:
        said.append(_mean(tables[0], round))
    weakest = _weakest(lines, results, tables)
    if weakest:
        indicator, share = weakest
        said.append(f"丢分最多的是“{indicator.title}”，平均只得到这一项的 {share:.0f}%。")
    return [one for one in said if one]


def _facts(round):
    """{measure: (numerator, denominator)} of the whole county: the branches together, which is every row once."""
    rows = Figure.objects.filter(subject__round=round, subject__level=Level.BRANCH).values("measure").order_by()
    return {row["measure"]: (row["n"], row["d"]) for row in rows.annotate(n=Sum("numerator"), d=Sum("denominator"))}


def _count(facts, name):
    number = facts.get(name, (None, None))[0]
    return f"{int(number or 0):,}"


def _shares(facts):
    said = ""
    for name, words in (("on_time", "按期办结率"), ("content", "群众满意率")):
        numerator, denominator = facts.get(name, (None, None))
        if denominator:
            said += f"，{words} {numerator * 100 / denominator:.1f}%"
    return said


def _mean(table, round):
    totals = [row.result.total for row in table.rows if row.result.total is not None]
    if not totals:
        return ""
    mean = sum(totals) / len(totals)
    said = f"{Level(table.level).label}平均得分 {mean:.1f} 分"
    before = [row.result.before for row in table.rows if row.result.before is not None]
    if before:
        change = mean - sum(before) / len(before)
        said += f"，比{round.span.before.label}{'高' if change >= 0 else '低'} {abs(change):.1f} 分"
    return said + "。"


def _weakest(lines, results, tables):
    if not tables:
        return None
    lost = defaultdict(list)
    mine = {row.subject.pk for row in tables[0].rows}
    for key, rows in lines.items():
        for one in rows if key in mine else ():
            if one.points is not None:
                lost[one.indicator].append(one.points / one.indicator.weight)
    means = [(sum(shares) / len(shares), indicator.rank, indicator) for indicator, shares in lost.items()]
    share, _, indicator = min(means, default=(1, 0, None), key=lambda row: row[:2])
    return (indicator, share * 100) if indicator is not None and share < WEAK else None


def _mends(round, tables, lines):
    """What is to be put right: of places that failed or stand last, the indicators that lost most."""
    until = timezone.localtime(round.cutoff_at).date() + timedelta(days=rule_of(round).mend_days)
    heads, found = _heads(round), []
    for table in tables:
        for row in table.rows:
            if row.result.total is not None and (row.result.grade == "fail" or row is table.rows[-1]):
                found += _mends_of(row, lines[row.subject.pk], heads, until)
    return found


def _mends_of(row, scores, heads, until):
    weak = [one for one in scores if one.points is not None and one.points < one.indicator.weight * WEAK]
    weak.sort(key=lambda one: (one.points - one.indicator.weight, one.indicator.rank))
    owner = heads.get(row.subject.division_id) or f"{row.subject.short}负责人"
    return [Mend(row.subject, one.indicator, lacking(one), owner, until) for one in weak[:MOST_MENDS]]


def lacking(score):
    """Why an indicator lost points, from its own figures: 派单及时率 26 / 57 单, 得 0.66 / 4 分."""
    parts = [part for part in score.parts if part["got"] is not None and Decimal(part["got"]) < Decimal(part["points"])]
    figures = "；".join(figure_of(part) for part in parts[:2])
    return f"{score.indicator.title}：{figures}，得 {score.points} / {score.indicator.weight.normalize():f} 分"


def figure_of(part):
    """按时派单 119 / 181 单."""
    over = f" / {part['denominator']}" if part["denominator"] is not None else ""
    unit = f" {part['unit']}" if part["unit"] else ""
    return f"{part['label']} {part['numerator']}{over}{unit}"


def _heads(round):
    """{code: 所长 肖强} of whoever runs the places today."""
    posts = Appointment.objects.current(timezone.localdate()).filter(role__in=HEADS.values())
    rows = posts.filter(division__code__startswith=round.division_id).select_related("user").order_by("pk")
    return {post.division_id: f"{post.title or post.get_role_display()} {post.user.name}" for post in rows}


def bars(row, groups):
    """The stacked bar of a row: (x, width, place) of each group on a scale of the weights' sum."""
    whole, x, found = sum(Decimal(weight) for _, _, weight in groups) or Decimal(1), Decimal(0), []
    for place, got in enumerate(row.groups):
        width = methods.rounded(Decimal(got or 0) * 100 / whole)
        found.append((x, width, place))
        x += width
    return found
