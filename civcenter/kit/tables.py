"""Tables as offices send them: the text of a CSV file, and its lines with the numbers people see."""

import csv
import io

NO_TEXT = "文件的编码认不出来：请另存为 UTF-8（或 GBK）的 CSV。"


class BadList(Exception):
    """A list was not loaded; `faults` says why, a sentence each."""

    def __init__(self, faults):
        super().__init__(faults)
        self.faults = faults


def decode(raw):
    """The text, or None. GB18030 takes almost any bytes: a NUL in it tells of UTF-16 or of no text at all."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\x00" in text else text
    return None


def lines(text):
    """The filled lines with their numbers, and the sentence for where the file stops being a CSV."""
    reader, found = csv.reader(io.StringIO(text, newline="")), []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((reader.line_num, cells))
    except csv.Error:
        return found, f"第 {reader.line_num} 行：引号或分隔符不对，后面读不下去。"
    return found, None


def columns(cells, titles, needed):
    """Which cell holds what, if this is a line of titles with all that is needed; else nothing.

    `titles` says for each column how people head it.
    """
    heads = [cell.strip().lower() for cell in cells]
    places = {name: heads.index(title) for name, known in titles.items() for title in known if title in heads}
    return places if set(needed) <= set(places) else {}


def cell(cells, place):
    """What stands in a place of a line; empty where the column or the cell is not there."""
    return cells[place].strip() if place is not None and place < len(cells) else ""
