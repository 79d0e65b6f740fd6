"""Files that would harm are refused in a sentence before anybody parses them."""

import zipfile
from io import BytesIO

import pytest
import xlsxwriter

from civcenter.kit import sheets

SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


def cell(name, text="a", mark='"'):
    return f'<row><c r={mark}{name}{mark} t="inlineStr"><is><t>{text}</t></is></c></row>'


def packed(sheet, extra=(), before=""):
    """A workbook whose one sheet holds this."""
    plain, body = BytesIO(), BytesIO()
    with xlsxwriter.Workbook(plain) as book:
        book.add_worksheet()
    with zipfile.ZipFile(plain) as parts, zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as file:
        for name in parts.namelist():
            ours = name == "xl/worksheets/sheet1.xml"
            file.writestr(name, before + SHEET.format(sheet) if ours else parts.read(name))
        for name, text in extra:
            file.writestr(name, text)
    return BytesIO(body.getvalue())


def sentence(body, name="a.xlsx"):
    with pytest.raises(sheets.Unreadable) as refused:
        sheets.read(body, name)
    assert "什么都没有写入" in refused.value.sentence
    return refused.value.sentence


def lying(sheet):
    """A directory that says the sheet is small."""
    raw = bytearray(packed(sheet).getvalue())
    at = raw.index(b"PK\x01\x02")
    while raw[at + 46 : at + 46 + 24] != b"xl/worksheets/sheet1.xml":
        at = raw.index(b"PK\x01\x02", at + 4)
    raw[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    return BytesIO(bytes(raw))


def test_a_plain_workbook_is_read_with_the_numbers_people_see():
    sheet = sheets.read(packed(cell("A2", "姓名") + cell("A3", "张三")), "A.XLSX")
    assert (sheet.heads, sheet.total) == (["姓名"], 1)
    assert [rows for _, rows in sheet.parts(10)] == [[["张三"]]]


@pytest.mark.parametrize("name", ["XFD1", "A1048576", "BA1", "AAA1", "A201000", "ZZ99"])
@pytest.mark.parametrize("mark", ['"', "'"])
def test_a_cell_far_out_is_refused(name, mark):
    assert sentence(packed(cell("A1") + cell(name, mark=mark))) == sheets.TOO_FAR


@pytest.mark.parametrize("tag", [' r = "XFD1"', '\tr="XFD1"', '\nr="XFD1"', " r= 'XFD1'"])
def test_so_is_one_written_oddly(tag):
    assert sentence(packed(f"<row><c{tag}><v>1</v></c></row>")) == sheets.TOO_FAR


def test_bombs_are_refused_whatever_the_directory_says(monkeypatch):
    monkeypatch.setattr(sheets, "UNPACKED", 3 * sheets.MIB)
    bomb = "<row/>" * (sheets.MIB // 1)
    assert sentence(packed(bomb)) == sheets.BOMB
    assert sentence(lying(bomb)) == sheets.BOMB
    assert sentence(packed("", [(f"xl/media/{n}", "x") for n in range(sheets.MEMBERS)])) == sheets.BOMB
    monkeypatch.setattr(sheets, "PACKED", 1000)
    assert sentence(packed(cell("A1"))) == sheets.TOO_BIG


def test_what_is_no_workbook_is_refused():
    empty = BytesIO()
    zipfile.ZipFile(empty, "w").close()
    for body in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0" * 200, packed(cell("A1")).getvalue()[:300], empty.getvalue()):
        assert sentence(BytesIO(body)) == sheets.NOT_XLSX
    assert sentence(BytesIO(b"x"), "a.exe") == sheets.NOT_XLSX
    assert sentence(packed("<row><c")) in (sheets.NOT_XLSX, sheets.EMPTY)
    assert sentence(packed("")) == sheets.EMPTY


def test_entities_are_not_followed(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("hush")
    doctype = f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}"><!ENTITY y "{"z" * 50}">]>'
    body = packed(cell("A1", "姓名") + cell("A2", "&x;&y;"), before=doctype)
    try:
        rows = [row for _, part in sheets.read(body, "a.xlsx").parts(10) for row in part]
    except sheets.Unreadable:
        rows = []
    assert "hush" not in str(rows) and "zzz" not in str(rows)


def test_csv_that_cannot_be_read_is_refused():
    assert sentence(BytesIO("姓名,号\n".encode("utf-16")), "a.csv") == sheets.NO_TEXT
    assert sentence(BytesIO(b"\xff\xff\xff"), "a.csv") == sheets.NO_TEXT
    assert sentence(BytesIO(b",,\n,,\n"), "a.csv") == sheets.EMPTY
    assert sentence(BytesIO(b"a," * 60), "a.csv") == sheets.TOO_FAR


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(sheets, "ROWS", 3)
    body = BytesIO()
    with xlsxwriter.Workbook(body) as book:
        sheet = book.add_worksheet()
        for number in range(5):
            sheet.write_string(number, 0, "a")
    assert sentence(BytesIO(body.getvalue())) == sheets.TOO_FAR
    assert sentence(BytesIO(b"a\n" * 5), "a.csv") == sheets.TOO_FAR
