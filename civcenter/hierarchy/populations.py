"""Lists of resident population as counties have them: read and checked. Pure; no database.

The file is a CSV of `code,year,residents`, with or without a first line of titles, and with an optional
column `source` (which paper the figure stands in).
"""

import re
import unicodedata
from dataclasses import dataclass

from civcenter.hierarchy.divisions import shorten
from civcenter.kit import tables
from civcenter.kit.text import clean

FIRST_YEAR = 1949
MOST = 99_999_999  # no county has a hundred million residents
LONGEST_SOURCE = 80
NEEDED = ("code", "year", "residents")
TITLES = {
    "code": ("code", "代码", "编码", "区划代码", "统计用区划代码"),
    "year": ("year", "年份", "年度", "年"),
    "residents": ("residents", "常住人口", "人口", "人数"),
    "source": ("source", "出处", "来源"),
}


@dataclass(frozen=True)
class Row:
    """One good row."""

    line: int
    code: str
    year: int
    residents: int
    source: str = ""

    @property
    def key(self):
        return self.code, self.year


def read(raw, last_year):
    """Turn the bytes of a CSV file into rows and faults, each fault one sentence with its line number.

    No year after `last_year` is known yet.
    """
    text = tables.decode(raw)
    if text is None:
        return [], [tables.NO_TEXT]
    lines, broken = tables.lines(text)
    columns = tables.columns(lines[0][1], TITLES, NEEDED) if lines else {}
    if columns:
        lines = lines[1:]
    rows, faults = _checked(lines, columns or {"code": 0, "year": 1, "residents": 2, "source": 3}, last_year)
    faults += filter(None, [broken])
    if not rows and not faults:
        faults = ["文件里没有一行人口。"]
    return rows, faults


def _checked(lines, columns, last_year):
    """The good rows, one a division and year, and the sentences for the others."""
    rows, faults = {}, []
    for number, cells in lines:
        typed = {name: tables.cell(cells, columns.get(name)) for name in TITLES}
        fault = _fault(number, typed, last_year)
        row = None if fault else _row(number, typed)
        fault = fault or _clash(row, rows.get(row.key))
        if fault:
            faults.append(fault)
        else:
            rows.setdefault(row.key, row)
    return list(rows.values()), faults


def _fault(number, typed, last_year):
    """The sentence that says what is wrong with a line, or None."""
    code = shorten(typed["code"])
    if not code:
        return f"第 {number} 行：代码“{typed['code']}”不对，应是 6、9 或 12 位数字。"
    year = whole(typed["year"].removesuffix("年"))
    if year is None or not FIRST_YEAR <= year <= last_year:
        return f"第 {number} 行：{code} 的年份“{typed['year']}”不对，应是 {FIRST_YEAR} 到 {last_year} 之间的四位数字。"
    residents = whole(typed["residents"])
    if residents is None or not 0 < residents <= MOST:
        return f"第 {number} 行：{code} 的常住人口“{typed['residents']}”不对，应是大于 0 的整数，单位是人。"
    if len(clean(typed["source"])) > LONGEST_SOURCE:
        return f"第 {number} 行：{code} 的出处有 {len(clean(typed['source']))} 个字，最多 {LONGEST_SOURCE} 个。"
    return None


def _row(number, typed):
    source = clean(typed["source"])
    return Row(
        number, shorten(typed["code"]), whole(typed["year"].removesuffix("年")), whole(typed["residents"]), source
    )


def _clash(row, before):
    """One division and year may stand twice only if they say the same twice."""
    if before is None or (row.residents, row.source) == (before.residents, before.source):
        return None
    if row.residents == before.residents:
        return f"第 {row.line} 行：{row.code} {row.year} 年的出处与第 {before.line} 行不同，请只留一个。"
    return (
        f"第 {row.line} 行：{row.code} {row.year} 年在第 {before.line} 行是 {before.residents} 人，"
        f"这里是 {row.residents} 人，请只留一个。"
    )


def whole(text):
    """The whole number somebody typed, or None. Full-width digits, thousands' commas and a trailing .0 are forgiven."""
    text = re.sub(r"^'|\.0+$", "", unicodedata.normalize("NFKC", text).strip())
    grouped = re.fullmatch(r"\d{1,3}(,\d{3})+", text, re.ASCII)
    digits = text.replace(",", "") if grouped else text
    return int(digits) if re.fullmatch(r"\d{1,12}", digits, re.ASCII) else None
