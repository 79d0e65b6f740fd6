"""The Word file, on the page of GB/T 9704-2012 (standards 3.5): margins, 22 lines of 28 characters, fonts by name.

The fonts are named and not packed: an office has them, and where it has not, its program takes the next like them.
A table is written as one piece of XML: cell by cell it would take ten times as long.
"""

import io
from datetime import datetime
from xml.sax.saxutils import escape

import segno
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor, Twips

TOP, LEFT, BOTTOM, RIGHT = 2098, 1587, 1984, 1474
"""Margins in twips: 37, 28, 35 and 26 mm."""
PITCH = 580
"""A line in twips: 22 of them fill the 225 mm."""
LINE_WIDTH = 11906 - LEFT - RIGHT
RED = RGBColor(0xC7, 0x00, 0x0B)
SONG, FANG, HEI, KAI = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
TITLE, BODY, SMALL = 22, 16, 10.5
INDENT = 200
"""Hundredths of a character: two characters."""


def make(content, blocks, mark, link):
    """The bytes of the file."""
    document = Document()
    _page(document)
    _styles(document)
    _head(document, content, mark)
    for block in blocks:
        DRAW[block.kind](document, block)
    _foot(document, content, mark, link)
    _dates(document, mark["made"])
    body = io.BytesIO()
    document.save(body)
    return body.getvalue()


def _page(document):
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.left_margin = Twips(TOP), Twips(LEFT)
    section.bottom_margin, section.right_margin = Twips(BOTTOM), Twips(RIGHT)
    grid = f'<w:docGrid {nsdecls("w")} w:type="linesAndChars" w:linePitch="{PITCH}" w:charSpace="-842"/>'
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    section._sectPr.append(parse_xml(grid))
    document.settings.odd_and_even_pages_header_footer = True
    _numbers(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _numbers(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)


def _numbers(footer, side):
    """— 1 —, 14 pt, on the outer side."""
    paragraph = footer.paragraphs[0]
    paragraph.alignment = side
    field = (
        f'<w:r {nsdecls("w")}><w:rPr><w:rFonts w:ascii="宋体" w:eastAsia="宋体"/><w:sz w:val="28"/></w:rPr>'
        '<w:t xml:space="preserve">— </w:t></w:r>'
    )
    number = (
        f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:rPr><w:sz w:val="28"/></w:rPr>'
        "<w:t>1</w:t></w:r></w:fldSimple>"
    )
    for piece in (field, number, field.replace("— <", " —<")):
        paragraph._p.append(parse_xml(piece))


def _styles(document):
    for name, font, size, bold in (
        ("Normal", FANG, BODY, False),
        ("Title", SONG, TITLE, False),
        ("Heading 1", HEI, BODY, False),
        ("Heading 2", KAI, BODY, False),
    ):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.bold, style.font.italic = font, Pt(size), bold, False
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for which in ("w:ascii", "w:hAnsi", "w:eastAsia"):
            fonts.set(qn(which), font)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
        spacing = style.paragraph_format
        spacing.line_spacing, spacing.space_before, spacing.space_after = Twips(PITCH), Pt(0), Pt(0)
    for border in document.styles["Title"].element.iter(qn("w:pBdr")):
        border.getparent().remove(border)


def _head(document, content, mark):
    """Draft mark, red head over a red rule, the title two lines below it."""
    if mark["state"]:
        run = document.add_paragraph().add_run(mark["state"])
        _font(run, HEI)
    head = document.add_paragraph()
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    head.paragraph_format.line_spacing = None
    run = head.add_run(f"{content.county}新时代文明实践中心")
    _font(run, SONG)
    run.font.size, run.font.color.rgb = Pt(32), RED
    rule = document.add_paragraph()
    rule._p.get_or_add_pPr().append(
        parse_xml(f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="16" w:space="1" w:color="C7000B"/></w:pBdr>')
    )
    document.add_paragraph()
    for line in content.titles:
        title = document.add_paragraph(line, style="Title")
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph()


def _font(run, font):
    run.font.name = font
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _indented(paragraph):
    ind = parse_xml(f'<w:ind {nsdecls("w")} w:firstLineChars="{INDENT}" w:firstLine="{BODY * 40}"/>')
    paragraph._p.get_or_add_pPr().append(ind)
    return paragraph


def _paragraph(document, block):
    _indented(document.add_paragraph(block.text))


def _heading(level):
    return lambda document, block: _indented(document.add_paragraph(block.text, style=f"Heading {level}"))


def _annex(document, block):
    document.add_page_break()
    _font(document.add_paragraph(style="Heading 1").add_run(block.text), HEI)


def _table(document, block):
    """The whole table at once; the head row comes again on every page."""
    whole = sum(block.widths)
    widths = [LINE_WIDTH * width // whole for width in block.widths]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = [_row(block.heads, widths, is_head=True), *(_row(row, widths) for row in block.rows)]
    edge = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    xml = (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{LINE_WIDTH}" w:type="dxa"/><w:tblBorders>{edge}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )
    body = document.element.body
    body.insert(len(body) - 1, parse_xml(xml))
    document.add_paragraph()


def _row(cells, widths, is_head=False):
    font = f'<w:rFonts w:eastAsia="{HEI if is_head else FANG}"/><w:sz w:val="{int(SMALL * 2)}"/>'
    made = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:spacing w:line="280" '
        f'w:lineRule="exact"/></w:pPr><w:r><w:rPr>{font}</w:rPr>'
        f'<w:t xml:space="preserve">{escape(_plain(cell))}</w:t></w:r></w:p></w:tc>'
        for cell, width in zip(cells, widths, strict=True)
    )
    again = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if is_head else "<w:trPr><w:cantSplit/></w:trPr>"
    return f"<w:tr>{again}{made}</w:tr>"


def _plain(cell):
    """XML takes no control characters."""
    return "".join(letter for letter in str(cell) if letter >= " " or letter in "\t\n")


def _foot(document, content, mark, link):
    """Who signs, when; what the data are; the code by which it is checked."""
    document.add_paragraph()
    for line in (f"{content.county}新时代文明实践中心", mark["signed"]):
        if line:
            paragraph = document.add_paragraph(line)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            paragraph.paragraph_format.right_indent = Pt(BODY * 4)
    for line in (mark["data"], mark["digest"], mark["results"], f"查验码 {mark['word']}　{link}"):
        run = document.add_paragraph().add_run(line)
        run.font.size = Pt(SMALL)
    code = io.BytesIO()
    segno.make(link, error="m").save(code, kind="png", scale=6, border=1)
    code.seek(0)
    document.add_picture(code, width=Mm(26))
    picture = document.paragraphs[-1]
    picture.paragraph_format.line_spacing = None


def _dates(document, at):
    """The same report has the same bytes: nothing of it comes from the clock."""
    moment = datetime(at.year, at.month, at.day)
    core = document.core_properties
    core.created = core.modified = moment
    core.author, core.title, core.comments = "新时代文明实践中心", "督查通报", ""


DRAW = {"h1": _heading(1), "h2": _heading(2), "p": _paragraph, "annex": _annex, "table": _table}
