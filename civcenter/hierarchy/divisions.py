"""Division lists as counties have them: read, checked and understood. Pure; no database.

Codes nest: 6 digits a county (or a prefecture-level city without counties), 9 a township, 12 a village.
Twelve digits ending in 000 are the township, in 000000 the county. The file is a CSV of `code,name`, with or
without a first line of titles, and with two optional columns: `parent` (the code a managed area lies under,
where its own digits say otherwise) and `successor` (this code is over; where it went).
"""

import re
import unicodedata
from dataclasses import dataclass

from civcenter.hierarchy.choices import DivisionTier
from civcenter.hierarchy.names import kind_of
from civcenter.kit import tables
from civcenter.kit.text import clean

TIERS = {6: DivisionTier.COUNTY, 9: DivisionTier.TOWNSHIP, 12: DivisionTier.VILLAGE}
LONGEST_NAME = 60
TITLES = {
    "code": ("code", "代码", "编码", "区划代码", "统计用区划代码"),
    "name": ("name", "名称", "区划名称"),
    "parent": ("parent", "上级", "上级代码"),
    "successor": ("successor", "并入", "并入代码"),
}


@dataclass(frozen=True)
class Row:
    """One good row. `parent` is None where the file has no such column, empty where the cell is."""

    line: int
    code: str
    name: str
    parent: str | None = None
    successor: str = ""

    @property
    def tier(self):
        return TIERS[len(self.code)]

    @property
    def kind(self):
        return kind_of(self.code, self.name)

    @property
    def nested_in(self):
        """The code it lies in by its own digits; empty for a county."""
        return "" if len(self.code) == 6 else self.code[:-3]

    def __str__(self):
        return f"第 {self.line} 行：{self.code} {self.name}"


def read(raw):
    """Turn the bytes of a CSV file into rows and faults, each fault one sentence with its line number."""
    text = tables.decode(raw)
    if text is None:
        return [], [tables.NO_TEXT]
    lines, fault = tables.lines(text)
    columns = tables.columns(lines[0][1], TITLES, ("code", "name")) if lines else {}
    if columns:
        lines = lines[1:]
    rows, faults = _checked(lines, columns or {"code": 0, "name": 1})
    faults += [*_too_high(rows), *filter(None, [fault])]
    if not rows and not faults:
        faults = ["文件里没有一行区划。"]
    return rows, faults


def _checked(lines, columns):
    """The good rows, one a code, and the sentences for the others."""
    rows, faults = {}, []
    for number, cells in lines:
        row, fault = _row(number, cells, columns)
        fault = fault or _clash(row, rows.get(row.code))
        if fault:
            faults.append(fault)
        else:
            rows.setdefault(row.code, row)
    return list(rows.values()), faults


def _too_high(rows):
    """Provinces, and prefectures that have counties: they hold no townships, so no centre stands there."""
    heads = {row.code[:4] for row in rows if len(row.code) == 6 and not row.code.endswith("00")}
    return [
        f"{row} 是省或地级市，请只留县（市、区、旗）和它下面的行。"
        for row in rows
        if len(row.code) == 6 and (row.code.endswith("0000") or (row.code.endswith("00") and row.code[:4] in heads))
    ]


def _row(number, cells, columns):
    """(row, None) or (None, the sentence that says what is wrong with it)."""

    def cell(name):
        return tables.cell(cells, columns.get(name))

    code, name = shorten(cell("code")), clean(cell("name")).replace(" ", "").replace("\n", "")
    if not code:
        return None, f"第 {number} 行：代码“{cell('code')}”不对，应是 6、9 或 12 位数字。"
    if not name:
        return None, f"第 {number} 行：代码 {code} 没有名称。"
    if len(name) > LONGEST_NAME:
        return None, f"第 {number} 行：代码 {code} 的名称有 {len(name)} 个字，最多 {LONGEST_NAME} 个。"
    for title, told in (("上级", cell("parent")), ("并入", cell("successor"))):
        if told and not shorten(told) and not (title == "上级" and len(code) == 6):
            return None, f"第 {number} 行：{title}的代码“{told}”不对，应是 6、9 或 12 位数字。"
    parent = shorten(cell("parent")) if "parent" in columns else None
    return Row(number, code, name, parent, shorten(cell("successor"))), None


def _clash(row, before):
    """One code may stand twice only if it says the same twice."""
    if before is None or (row.name, row.parent, row.successor) == (before.name, before.parent, before.successor):
        return None
    if row.name != before.name:
        return (
            f"第 {row.line} 行：代码 {row.code} 在第 {before.line} 行叫“{before.name}”，"
            f"这里叫“{row.name}”，请只留一个。"
        )
    return f"第 {row.line} 行：代码 {row.code} 的上级或并入与第 {before.line} 行不同，请只留一个。"


def shorten(code):
    """The code in its own length: …000000 of twelve is the county, …000 the township. Empty if it is none.

    Spreadsheets leave full-width digits, a leading apostrophe or a trailing .0; these are forgiven.
    """
    code = re.sub(r"^'|\.0$", "", unicodedata.normalize("NFKC", code).strip())
    if not (code.isascii() and code.isdigit() and len(code) in TIERS):
        return ""
    while len(code) > 6 and code.endswith("000"):
        code = code[:-3]
    return code
