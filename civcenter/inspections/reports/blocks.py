"""A report as headings, paragraphs, tables: Word and PDF are drawn from the same list, so they say the same."""

from dataclasses import dataclass, field

from civcenter.inspections.choices import Level
from civcenter.inspections.models import Figure, Score
from civcenter.inspections.reports.content import figure_of
from civcenter.measures import MEASURES

ORDER = "一二三四五六七八九十"
FACTS = ("wishes", "done", "on_time", "content", "registered_share", "active", "hours")
SOURCES = {"auto": "系统取数", "marked": "现场打分", "amended": "改过的数"}


@dataclass(frozen=True)
class Block:
    """kind: h1 (一、), h2 （一）, p, table, annex (begins a page). Widths are shares of the line."""

    kind: str
    text: str = ""
    heads: list = field(default_factory=list)
    rows: list = field(default_factory=list)
    widths: list = field(default_factory=list)


def heading(number, text):
    return Block("h1", f"{ORDER[number]}、{text}")


def blocks(content):
    """The whole report in order."""
    made = [heading(0, "总的看"), *(Block("p", one) for one in content.summary)]
    made += [heading(1, "红榜前三名"), *_podium(content)]
    made += [heading(2, "得分排名"), *_rankings(content)]
    made += [heading(3, "要整改的事"), *_mends(content)]
    made += [heading(4, "改过的分"), *_changes(content)]
    made += [heading(5, "怎么算的"), *(Block("p", one) for one in how(content))]
    return [*made, *_annexes(content)]


def _podium(content):
    if not content.podium:
        return [Block("p", "还没有排出名次。")]
    lines = [
        f"第{place}名：{row.subject.short}，{row.result.total} 分。{words}" for place, row, words in content.podium
    ]
    return [Block("p", line) for line in lines]


def _rankings(content):
    made = []
    for number, table in enumerate(content.tables):
        made.append(Block("h2", f"（{ORDER[number]}）{table.title}"))
        heads = ["名次", table.place, *(f"{title} {_weight(weight)}" for _, title, weight in table.groups)]
        heads += ["加分", "总分", "等次", "比上次", "折算名次"]
        rows = [_ranked(row, table) for row in table.rows]
        widths = [5, 14, *[7] * len(table.groups), 6, 8, 7, 7, 7]
        made.append(Block("table", heads=heads, rows=rows, widths=widths))
    return made


def _ranked(row, table):
    result = row.result
    groups = [got if got is not None else "—" for got in row.groups] or ["—"] * len(table.groups)
    return [
        _said(result.rank),
        row.subject.short,
        *groups,
        f"{result.bonus}" if result.bonus else "",
        _said(result.total),
        result.get_grade_display() if result.grade else ("等打分" if result.is_waiting else ""),
        risen(result),
        _said(result.normal_rank),
    ]


def risen(result):
    """升 2, 降 1, 平; nothing where there is no time before."""
    if result.risen is None:
        return ""
    return "平" if result.risen == 0 else f"升 {result.risen}" if result.risen > 0 else f"降 {-result.risen}"


def _weight(weight):
    return weight.rstrip("0").rstrip(".")


def _said(value):
    return "—" if value is None else str(value)


def _mends(content):
    if not content.mends:
        return [Block("p", "没有。")]
    rows = [[m.subject.short, m.words, m.owner, f"{m.until.month} 月 {m.until.day} 日"] for m in content.mends]
    return [Block("table", heads=["单位", "问题", "谁负责", "整改到"], rows=rows, widths=[14, 50, 22, 14])]


def _changes(content):
    lines = [f"意见和申诉答复了 {content.answered} 条，采纳 {content.upheld} 条。"]
    for one in content.changes:
        moved = f"{one.moved:+.2f} 分" if one.moved is not None else ""
        lines.append(f"{one.subject.short} {one.part.indicator.code} {one.part.label}：{one.reason}（{moved}）。")
    return [Block("p", line) for line in lines]


def how(content):
    """The rules it stands on, in sentences."""
    said = [
        f"依据{template.document}，评分办法 {template.version} 版（{template.get_level_display()}）。"
        for template in content.templates
    ]
    said.append("总分按评分办法计算。分母是 0 或没有报的，写“算不出”，这一项的分值由同组其他项分担，不当满分。")
    said.append(
        "折算名次只作参考：拿常住人口、在岗人数差不多的单位互相比。分母小的比率，多一件少一件差别很大，标了“小数”。"
    )
    return said


def _annexes(content):
    round = content.round
    scores = {}
    rows = Score.objects.filter(subject__round=round).select_related("indicator").order_by("subject", "indicator__rank")
    for one in rows:
        scores.setdefault(one.subject_id, []).append(one)
    ranked = [row for table in content.tables for row in table.rows if row.subject.pk in scores]
    made = [Block("annex", "附件 1　各单位得分单")] if ranked else []
    for row in ranked:
        made.append(Block("h2", f"{row.subject.name}　{_said(row.result.total)} 分"))
        lines = [_line(one) for one in scores[row.subject.pk]]
        made.append(
            Block("table", heads=["号", "查什么", "数和出处", "分值", "得分"], rows=lines, widths=[7, 25, 48, 9, 11])
        )
    facts = _facts(content)
    return [*made, Block("annex", "附件 2　各站主要数据"), facts] if facts.rows else made


def _line(score):
    """One indicator with every number's source."""
    figures = "；".join(f"{figure_of(part)}（{_source(part)}）" for part in score.parts)
    points = "等打分" if score.is_waiting else "算不出" if score.points is None else str(score.points)
    return [score.indicator.code, score.indicator.title, figures, f"{score.indicator.weight.normalize():f}", points]


def _source(part):
    if part["waiting"]:
        return "还没打分"
    return part["why_not"] or SOURCES[part["origin"]]


def _facts(content):
    """One row a station: what every report tells of it."""
    by = {}
    figures = Figure.objects.filter(subject__round=content.round, subject__level=Level.STATION, measure__in=FACTS)
    for one in figures.select_related("subject").defer("good", "rest").order_by("subject__division"):
        by.setdefault(one.subject, {})[one.measure] = one
    heads = ["站", *(MEASURES[name].title for name in FACTS)]
    rows = [[subject.name, *(fraction(mine.get(name)) for name in FACTS)] for subject, mine in by.items()]
    return Block("table", heads=heads, rows=rows, widths=[28, *[12] * len(FACTS)])


def fraction(figure):
    """12 / 40, a count alone, or 算不出."""
    if figure is None or figure.numerator is None:
        return "算不出"
    number = f"{figure.numerator.normalize():f}"
    if MEASURES[figure.measure].kind.has_denominator:
        return f"{number} / {figure.denominator.normalize():f}" if figure.denominator else "算不出"
    return number
