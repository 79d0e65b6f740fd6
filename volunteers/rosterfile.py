"""A unit's list of names as it comes, .xlsx or .csv: read and checked. Pure; no database.

A line names the columns: 姓名, and 身份证号 or 手机号 or both.
"""

from dataclasses import dataclass

from civcenter.kit import sheets, tables
from civcenter.kit.identity import citizen_fault
from civcenter.kit.text import clean, phone_digits, phone_fault
from volunteers.rowcheck import text_of

TITLES = {
    "name": ("姓名", "名字", "name"),
    "document_no": ("身份证号", "身份证号码", "证件号码", "证件号", "document_no"),
    "phone": ("手机号", "手机", "手机号码", "联系电话", "phone"),
}
LABELS = {"name": "姓名", "document_no": "身份证号", "phone": "手机号"}
MOST = 5000
"""Rows in one file: no unit of a county is larger, and the checked list travels through the page."""
LONGEST_NAME = 50
NO_TITLES = "开头要有一行写明各列是什么：要有“姓名”，还要有“身份证号”或“手机号”。"


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


def read(file, name):
    """Turn a file (with `read` and `seek`) called `name` into good rows and faults."""
    try:
        sheet = sheets.read(file, name, _is_heading)
    except sheets.Unreadable as bad:
        return [], [Fault(0, "", bad.sentence)]
    columns = tables.columns(_texts(sheet.heads), TITLES, ("name",))
    if not columns.keys() & {"document_no", "phone"}:
        return [], [Fault(0, "", NO_TITLES)]
    if sheet.total > MOST:
        return [], [Fault(0, "", f"一次最多 {MOST} 行，这里有 {sheet.total} 行，请分开导。")]
    rows, faults = _checked(_lines(sheet), columns)
    if not rows and not faults:
        faults = [Fault(0, "", "文件里没有一行人。")]
    return rows, faults


def _is_heading(cells):
    return any(text.strip() in TITLES["name"] for text in _texts(cells))


def _texts(cells):
    return [text_of(cell) for cell in cells]


def _lines(sheet):
    """The filled lines with the numbers people see."""
    for begin, part in sheet.parts(MOST):
        for number, cells in enumerate(map(_texts, part), start=begin):
            if any(text.strip() for text in cells):
                yield number, cells


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
