"""The spreadsheet: ranking, every indicator, raw figures, a sheet for each place. No cell is a formula."""

import io
import re

import xlsxwriter

from civcenter.inspections.models import Figure, Score
from civcenter.inspections.reports.blocks import risen
from civcenter.kit.books import OPTIONS
from civcenter.measures import MEASURES

MOST_SHEETS = 400
"""Places that get a sheet of their own; of a larger county every line stands in 全部指标 all the same."""
NAME = re.compile(r"[\[\]:*?/\\']")
LONGEST = 31


def make(content, mark):
    """The bytes of the file."""
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, {**OPTIONS, "in_memory": True}) as book:
        book.set_properties({"created": mark["made"].replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)})
        styles = {"bold": book.add_format({"bold": True}), "two": book.add_format({"num_format": "0.00"})}
        for title, heads, rows in _sheets(content, mark):
            _sheet(book, styles, title, heads, rows)
    return body.getvalue()


def _sheets(content, mark):
    """(title, heads, rows) in order; rows are made as they are written."""
    yield "说明", ["项目", "内容"], _about(content, mark)
    for table in content.tables:
        heads = ["名次", "单位", *(f"{code} {title}" for code, title, _ in table.groups)]
        heads += ["加分", "总分", "等次", "比上次", "折算分", "折算名次", "小数", "说明"]
        yield table.title, heads, [_ranked(row) for row in table.rows]
    scores = list(
        Score.objects.filter(subject__round=content.round)
        .select_related("subject", "indicator")
        .order_by("subject__level", "subject__division", "subject", "indicator__rank")
    )
    heads = ["单位", "代码", "组", "号", "查什么", "得分点", "分子", "分母", "得", "满", "出处", "本项得分", "本项分值"]
    yield "全部指标", heads, (line for one in scores for line in _lines(one))
    yield "原始数", ["单位", "代码", "数", "口径", "分子", "分母"], _figures(content.round)
    yield from _each(scores)


def _about(content, mark):
    yield ["名称", "".join(content.titles)]
    for name in ("state", "data", "digest", "results", "word"):
        yield ["", mark[name]]
    for template in content.templates:
        yield ["评分办法", f"{template}，{template.document}"]


def _ranked(row):
    result = row.result
    return [
        result.rank,
        row.subject.name,
        *(None if got is None else float(got) for got in row.groups),
        float(result.bonus),
        None if result.total is None else float(result.total),
        result.get_grade_display(),
        risen(result),
        None if result.normal is None else float(result.normal),
        result.normal_rank,
        "有" if result.is_small else "",
        result.words,
    ]


def _lines(score):
    for part in score.parts:
        yield [
            score.subject.name,
            score.subject.division_id,
            score.indicator.group_title,
            score.indicator.code,
            score.indicator.title,
            part["label"],
            _number(part["numerator"]),
            _number(part["denominator"]),
            _number(part["got"]),
            _number(part["points"]),
            part["why_not"] or part["origin"],
            None if score.points is None else float(score.points),
            float(score.indicator.weight),
        ]


def _number(text):
    return None if text is None else float(text)


def _figures(round):
    rows = Figure.objects.filter(subject__round=round).select_related("subject").defer("good", "rest")
    for one in rows.order_by("subject__level", "subject__division", "measure").iterator(2000):
        measure = MEASURES[one.measure]
        yield [
            one.subject.name,
            one.subject.division_id,
            measure.title,
            measure.how,
            _number(one.numerator),
            _number(one.denominator),
        ]


def _each(scores):
    """A sheet for each scored place."""
    by = {}
    for one in scores:
        by.setdefault(one.subject, []).append(one)
    used = set()
    for subject, mine in list(by.items())[:MOST_SHEETS]:
        heads = ["组", "号", "查什么", "得分点", "分子", "分母", "得", "满", "出处", "本项得分", "本项分值"]
        yield _title(subject.short, used), heads, (line[2:] for one in mine for line in _lines(one))


def _title(name, used):
    """A sheet's name: short, without what spreadsheets refuse, and once."""
    base = NAME.sub("", name)[: LONGEST - 4] or "单位"
    title, number = base, 1
    while title.lower() in used:
        number += 1
        title = f"{base} {number}"
    used.add(title.lower())
    return title


def _sheet(book, styles, title, heads, rows):
    sheet = book.add_worksheet(title[:LONGEST])
    sheet.set_column(0, len(heads), 14)
    sheet.freeze_panes(1, 0)
    for at, head in enumerate(heads):
        sheet.write_string(0, at, head, styles["bold"])
    for number, cells in enumerate(rows, 1):
        for at, cell in enumerate(cells):
            _cell(sheet, number, at, cell, styles)


def _cell(sheet, number, at, cell, styles):
    """Numbers as numbers, everything else as text: what somebody typed is never a formula or a link."""
    if cell is None:
        return
    if isinstance(cell, float):
        sheet.write_number(number, at, cell, styles["two"])
    elif isinstance(cell, int):
        sheet.write_number(number, at, cell)
    else:
        sheet.write_string(number, at, str(cell))
