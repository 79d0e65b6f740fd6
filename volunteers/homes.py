"""Where somebody lives, as lists write it: twelve digits, or township and village by name. Read once for a list."""

import re
import unicodedata

from civcenter.hierarchy.models import Division

BREAKS = re.compile(r"[\s/\\,，、·\-—>]+")


class Wrong(str):
    """A sentence that says why a cell may not stand; told from a value by its type."""


class Homes(dict):
    """{what a cell says: the village's code, or Wrong}; asked for a new text it thinks once.

    `codes` are the places the list may speak of; `default` is the village meant by an empty cell, if any.
    """

    def __init__(self, codes, default=""):
        super().__init__()
        self.codes, self.default = codes, default
        under = Division.objects.within(codes).select_related("parent__parent")
        self.villages = {row.code: row for row in under if row.tier == Division.Tier.VILLAGE}
        self.above = {row.name for row in under if row.tier != Division.Tier.VILLAGE}
        self.named = {}
        for row in self.villages.values():
            if row.ended_on is None:
                for words in _names(row):
                    self.named.setdefault(words, set()).add(row.code)

    def __missing__(self, text):
        self[text] = found = self._find(text)
        return found

    def _find(self, text):
        if not text:
            return self.default or Wrong("没写住在哪个村。填乡镇名加村名")
        words = BREAKS.sub("", unicodedata.normalize("NFKC", text))
        if words.isascii() and words.isdigit():
            return self._coded(words)
        found = self.named.get(words, set())
        if len(found) == 1:
            return next(iter(found))
        if found:
            return Wrong("有几个同名的村。前面加上乡镇名")
        if any(words.endswith(name) for name in self.above):
            return Wrong("只写到乡镇，没写哪个村。补上村名")
        return Wrong("管的地方里没有这个村。填“某某镇某某村”或 12 位代码")

    def _coded(self, code):
        if len(code) != 12:
            return Wrong(f"区划代码应是 12 位，这里是 {len(code)} 位")
        row = self.villages.get(code)
        if row is None:
            return Wrong("管的地方里没有这个代码的村。核对代码")
        if row.ended_on is None:
            return code
        return Wrong(
            f"这个村撤并了。现在的代码是 {row.successor_id}" if row.successor_id else "这个村撤并了。填现在的村"
        )


def _names(row):
    """A village alone, with its township, and with township and county before it."""
    township = row.parent
    county = township.parent if township else None
    yield row.name
    if township:
        yield township.name + row.name
    if county:
        yield county.name + township.name + row.name
        yield county.name + row.name
