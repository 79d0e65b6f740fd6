"""What names tell: the kind of a division, what its outpost is called, how it sounds. Pure.

Real lists differ from the code ranges (a 居委会 among the villages' numbers after 村改居, a 社区 among the
400s), so the name decides where it says something, else the range of GB/T 10114-2003 (standards 3.1).
"""

from pypinyin import Style, lazy_pinyin

from civcenter.hierarchy.choices import OUTPOST_WORDS, DivisionTier, Kind

# Endings in the order they are tried: a longer one before one it ends with.
COUNTY_ENDINGS = (
    (Kind.COUNTY, ("县",)),
    (Kind.BANNER, ("旗",)),
    (Kind.CITY, ("市",)),
    (Kind.DISTRICT, ("区",)),
)
TOWNSHIP_ENDINGS = (
    (Kind.STREET, ("街道", "街道办事处", "街道办")),
    (Kind.SUMU, ("苏木",)),
    (Kind.TOWN, ("镇",)),
    (Kind.RURAL, ("乡",)),
    (Kind.FARM, ("场", "林区", "垦区")),
    (Kind.ZONE, ("区", "园", "管委会", "管理委员会")),
)
VILLAGE_ENDINGS = (
    (Kind.GACHA, ("嘎查", "嘎查委员会", "嘎查村民委员会", "嘎查村委会")),
    (Kind.COMMUNITY, ("居民委员会", "居委会", "社区")),
    (Kind.VILLAGE, ("村民委员会", "村委会", "村")),
)
TOWNSHIP_RANGES = ((1, 99, Kind.STREET), (100, 199, Kind.TOWN), (200, 399, Kind.RURAL))
VILLAGE_RANGES = ((1, 199, Kind.COMMUNITY), (200, 399, Kind.VILLAGE))

# The committee's title → the word the place keeps. 北庄村委会 → 北庄村, 东城居委会 → 东城社区.
COMMITTEES = (
    ("嘎查委员会", "嘎查"),
    ("村民居民委员会", "村"),
    ("村民居委会", "村"),
    ("居民委员会", "社区"),
    ("居委会", "社区"),
    ("村民委员会", "村"),
    ("村委会", "村"),
)
PLACE_WORDS = ("村", "社区", "嘎查")
OFFICES = ("办事处", "人民政府", "管理委员会", "管委会")


def kind_of(code, name):
    """The kind of the division with this code (6, 9 or 12 digits) and name."""
    if len(code) == 6:
        if code.endswith("00"):
            return Kind.PREFECTURE
        return _told(name, COUNTY_ENDINGS) or Kind.COUNTY
    if len(code) == 9:
        return _told(name, TOWNSHIP_ENDINGS) or _in_range(code, TOWNSHIP_RANGES)
    return _told(name, VILLAGE_ENDINGS) or _in_range(code, VILLAGE_RANGES)


def _told(name, table):
    return next((kind for kind, endings in table if name.endswith(endings)), None)


def _in_range(code, ranges):
    last = int(code[-3:])
    return next((kind for low, high, kind in ranges if low <= last <= high), Kind.OTHER)


def outpost_name(tier, name):
    """宁县新时代文明实践中心, 新宁镇新时代文明实践所, 北庄村新时代文明实践站."""
    return place_name(tier, name) + OUTPOST_WORDS[tier]


def place_name(tier, name):
    """The place without the title of the body that runs it: 荆河街道办事处 → 荆河街道, 韩桥村村民委员会 → 韩桥村."""
    if tier != DivisionTier.VILLAGE:
        office = next((office for office in OFFICES if name.endswith(office)), "")
        return name.removesuffix(office) or name
    for title, word in COMMITTEES:
        if name.endswith(title) and name != title:
            place = name.removesuffix(title)
            return place if place.endswith(PLACE_WORDS) else place + word
    return name


def sounds(name):
    """The pinyin and the initials by which a name is found; readings of rare place names may be off."""
    syllables = lazy_pinyin(name, errors="ignore")
    initials = lazy_pinyin(name, style=Style.FIRST_LETTER, errors="ignore")
    return {"pinyin": "".join(syllables)[:200], "initials": "".join(initials)[:60]}
