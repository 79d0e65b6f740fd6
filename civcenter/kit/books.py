"""Workbooks that go out: every cell is text, so nothing that somebody typed can ever be a formula or a link."""

import xlsxwriter

OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
LONGEST = 32_767
"""What a spreadsheet keeps of a cell."""


def write(target, sheets, mark=""):
    """Write sheets of (title, heads, rows, widths) to a path or a stream.

    `mark` says who took the list out and when: in the header and footer of every printed page and in a first line.
    """
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        text = book.add_format({"num_format": "@"})
        bold = book.add_format({"num_format": "@", "bold": True, "text_wrap": True, "valign": "top"})
        for title, heads, rows, widths in sheets:
            sheet = book.add_worksheet(title)
            for at, width in enumerate(widths):
                sheet.set_column(at, at, width, text)
            lines = [[mark]] if mark else []
            if mark:
                sheet.set_header(f"&C{_printed(mark)}")
                sheet.set_footer(f"&L{_printed(mark)}&R&P / &N")
            for number, cells in enumerate([*lines, heads]):
                _line(sheet, number, cells, bold)
            sheet.freeze_panes(len(lines) + 1, 0)
            for number, cells in enumerate(rows, start=len(lines) + 1):
                _line(sheet, number, cells, text)


def _line(sheet, number, cells, style):
    for at, cell in enumerate(cells):
        sheet.write_string(number, at, str(cell)[:LONGEST], style)


def _printed(text):
    """& begins a code in headers and footers, and 255 characters are all they hold."""
    return text.replace("&", "&&")[:200]
