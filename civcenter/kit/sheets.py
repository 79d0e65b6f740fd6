"""Tables as offices send them, .xlsx or .csv: refused in one sentence where they may do harm, else rows of text.

An .xlsx is a zip of XML. Before anybody parses it, its directory is read and every member is unpacked once in small
pieces and thrown away, so that neither a lying directory nor a bomb nor one cell in the furthest corner can fill the
memory. The parser knows no external entities.
"""

import csv
import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from itertools import chain, islice

from python_calamine import CalamineError, CalamineWorkbook

from civcenter.kit import tables

MIB = 1024 * 1024
PACKED, UNPACKED, MEMBERS = 20 * MIB, 250 * MIB, 200
ROWS, COLUMNS = 200_000, 52
TITLES = 10
FAR = re.compile(rb' r="(?!A?[A-Z]?(?:1?\d{0,5}|200\d{3})")')
"""Where a sheet's XML names a cell beyond column AZ or row 200,999."""
ODD = re.compile(rb'[ \t\r\n]r(?:\s+=|=[^"])|[\t\r\n]r=')
"""The same name written as no office program writes it, which FAR would not see. Slow, so asked only on suspicion."""
SUSPECT = (b"\t", b"\n", b"\r", b" r='", b" r =", b" r= ")
PIECE = 512 * 1024

TOO_BIG = "文件超过 20 MB。请拆成几份再导，什么都没有写入。"
NOT_XLSX = "这不是 .xlsx 表格（也可能加了密码，或是老的 .xls）。请用表格软件另存为 .xlsx 或 .csv 再交，什么都没有写入。"
BOMB = "这个表格解开以后太大，或里面的东西太多。请只留要导的那张表，另存一份再交，什么都没有写入。"
TOO_FAR = f"表格太宽或太长：最多 {COLUMNS} 列、{ROWS:,} 行。请删掉远处多余的格子，或拆成几份，什么都没有写入。"
EMPTY = "表格里没有内容。请检查是不是交错了文件，什么都没有写入。"
NO_TEXT = f"{tables.NO_TEXT}什么都没有写入。"


class Unreadable(Exception):
    """The file is refused; `sentence` says why and what to do."""

    def __init__(self, sentence):
        super().__init__(sentence)
        self.sentence = sentence


@dataclass
class Sheet:
    """A table: its line of headings, how many rows follow, and the rows with their numbers as people see them."""

    heads: list
    total: int
    first: int
    _rows: object = field(repr=False)

    def parts(self, size):
        """(number of the first row, rows) in parts, cells as they stand; to be walked once."""
        part, begin, number = [], self.first, self.first
        for row in self._rows:
            part.append(row)
            number += 1
            if len(part) == size:
                yield begin, part
                part, begin = [], number
        if part:
            yield begin, part


def read(file, name, is_heading=None):
    """The table in a file (a path or something with `read` and `seek`). Raises Unreadable.

    `is_heading` knows the line of headings, of which the first ten lines are asked; else it is the first with a word.
    """
    if name.lower().endswith(".csv"):
        return _sheet(*_csv(_bytes(file)), is_heading)
    if not name.lower().endswith(".xlsx"):
        raise Unreadable(NOT_XLSX)
    check_zip(file)
    return _sheet(*_xlsx(file), is_heading)


def _bytes(file):
    if hasattr(file, "read"):
        file.seek(0)
        raw = file.read(PACKED + 1)
    else:
        with open(file, "rb") as opened:
            raw = opened.read(PACKED + 1)
    if len(raw) > PACKED:
        raise Unreadable(TOO_BIG)
    return raw


def _csv(raw):
    text = tables.decode(raw)
    if text is None:
        raise Unreadable(NO_TEXT)
    rows, fault = [], None
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        for cells in reader:
            rows.append(cells)
            if len(rows) > ROWS + 1 or len(cells) > COLUMNS:
                raise Unreadable(TOO_FAR)
    except csv.Error:
        fault = f"第 {reader.line_num} 行：引号或分隔符不对，后面读不下去。请另存一份再交，什么都没有写入。"
    if fault:
        raise Unreadable(fault)
    return rows, len(rows)


def _xlsx(file):
    try:
        book = CalamineWorkbook.from_object(file)
        sheet = book.get_sheet_by_index(0)
    except (CalamineError, OSError, IndexError, ValueError) as broken:
        raise Unreadable(NOT_XLSX) from broken
    height = sheet.end[0] + 1 if sheet.end else 0
    if height > ROWS + 1 or sheet.width > COLUMNS:
        raise Unreadable(TOO_FAR)
    return sheet.iter_rows(), height


def _sheet(rows, height, is_heading):
    rows = iter(rows)
    above = list(islice(rows, TITLES))
    filled = [at for at, cells in enumerate(above) if any(str(cell).strip() for cell in cells)]
    if not filled:
        raise Unreadable(EMPTY)
    at = next((at for at in filled if is_heading and is_heading(above[at])), filled[0])
    heads = [str(cell).strip() for cell in above[at]]
    return Sheet(heads, height - at - 1, at + 2, chain(above[at + 1 :], rows))


def check_zip(file):
    """Refuse what is no .xlsx, or unpacks into more than we are willing to hold. The directory is not believed."""
    try:
        with zipfile.ZipFile(file) as packed:
            members = packed.infolist()
            names = {member.filename for member in members}
            size = packed.fp.seek(0, io.SEEK_END)
            if size > PACKED:
                raise Unreadable(TOO_BIG)
            if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
                raise Unreadable(NOT_XLSX)
            if len(members) > MEMBERS or sum(member.file_size for member in members) > UNPACKED:
                raise Unreadable(BOMB)
            left = UNPACKED
            for member in members:
                left -= _unpacked(packed.fp, member, left)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError) as broken:
        raise Unreadable(NOT_XLSX) from broken
    finally:
        if hasattr(file, "seek"):
            file.seek(0)


def _unpacked(packed, member, left):
    """How many bytes a member really holds; raises Unreadable beyond `left`, or at a cell that stands too far out."""
    packed.seek(member.header_offset)
    header = packed.read(30)
    if member.flag_bits & 1 or member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unreadable(NOT_XLSX)
    packed.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), io.SEEK_CUR)
    plain = member.compress_type == zipfile.ZIP_STORED
    is_sheet, tail, seen = member.filename.startswith("xl/worksheets/"), b"", 0
    for piece in _stored(packed, member) if plain else _inflated(packed, member):
        seen += len(piece)
        if seen > left:
            raise Unreadable(BOMB)
        if is_sheet:
            tags, _, tail = (tail + piece).rpartition(b">")
            if len(tail) > MIB or FAR.search(tags) or (any(mark in tags for mark in SUSPECT) and ODD.search(tags)):
                raise Unreadable(TOO_FAR)
    return seen


def _stored(packed, member):
    rest = member.compress_size
    while rest > 0 and (piece := packed.read(min(PIECE, rest))):
        rest -= len(piece)
        yield piece


def _inflated(packed, member):
    engine, rest = zlib.decompressobj(-15), member.compress_size
    while rest > 0 and not engine.eof:
        raw = packed.read(min(PIECE // 8, rest))
        if not raw:
            return
        rest -= len(raw)
        while raw:
            yield engine.decompress(raw, PIECE)
            raw = engine.unconsumed_tail
