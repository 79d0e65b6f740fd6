"""A unit's list of names as it comes in a CSV: read and checked. Pure; no database.

The first line names the columns: 姓名, and 证件号码 or 手机号 or both.
"""

from dataclasses import dataclass

from civcenter.kit import tables
from civcenter.kit.identity import citizen_fault
from civcenter.kit.text import clean, phone_digits, phone_fault

TITLES = {
    "name": ("姓名", "名字", "name"),
    "document_no": ("身份证号", "身份证号码", "证件号码", "证件号", "document_no"),
    "phone": ("手机号", "手机", "手机号码", "联系电话", "phone"),
}
LABELS = {"name": "姓名", "document_no": "身份证号", "phone": "手机号"}
MOST = 5000
"""Rows in one file: no unit of a county is larger, and the checked list travels through the page."""
LONGEST_NAME = 50
NO_TITLES = "第 1 行要写明各列是什么：要有“姓名”，还要有“身份证号”或“手机号”。"


@dataclass(frozen=True)
class Row:
    """One good row."""

    name: str
    document_no: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Fault:
    """What is wrong where; row 0 is the file itself."""

    row: int
    column: str
    message: str

    def __str__(self):
        return f"第 {self.row} 行：{self.message}" if self.row else self.message


def read(raw):
    """Turn the bytes of a CSV file into good rows and faults."""
    text = tables.decode(raw)
    if text is None:
        return [], [Fault(0, "", tables.NO_TEXT)]
    lines, broken = tables.lines(text)
    columns = tables.columns(lines[0][1], TITLES, ("name",)) if lines else {}
    if not columns or not columns.keys() & {"document_no", "phone"}:
        return [], [Fault(0, "", NO_TITLES)]
    if len(lines) > MOST + 1:
        return [], [Fault(0, "", f"一次最多 {MOST} 行，这里有 {len(lines) - 1} 行，请分开导。")]
    rows, faults = _checked(lines[1:], columns)
    faults += [Fault(0, "", broken)] if broken else []
    if not rows and not faults:
        faults = [Fault(0, "", "文件里没有一行人。")]
    return rows, faults


def _checked(lines, columns):
    rows, faults, seen = [], [], {}
    for number, cells in lines:
        row = _row({name: tables.cell(cells, columns.get(name)) for name in TITLES})
        wrong = [Fault(number, LABELS[column], words) for column, words in _faults(row)]
        key = row.document_no or (row.phone, row.name)
        if not wrong and key in seen:
            wrong = [Fault(number, "姓名", f"和第 {seen[key]} 行是同一个人，请只留一个。")]
        faults += wrong
        if not wrong:
            seen[key] = number
            rows.append(row)
    return rows, faults


def _row(typed):
    """Excel's apostrophe before a number and the small x of an identity number are forgiven."""
    plain = {name: clean(text).lstrip("'") for name, text in typed.items()}
    return Row(plain["name"], plain["document_no"].replace(" ", "").upper(), phone_digits(plain["phone"]))


def _faults(row):
    if not row.name:
        yield "name", "没有姓名。"
    elif len(row.name) > LONGEST_NAME:
        yield "name", f"姓名有 {len(row.name)} 个字，最多 {LONGEST_NAME} 个。"
    if row.document_no and (fault := citizen_fault(row.document_no)):
        yield "document_no", fault
    if row.phone and (fault := phone_fault(row.phone)):
        yield "phone", fault.removesuffix("您写的话都还在。")
    if not row.document_no and not row.phone:
        yield "document_no", "身份证号和手机号都没写，认不出是谁。"
