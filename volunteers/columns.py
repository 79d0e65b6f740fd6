"""The columns of a list of volunteers: ours, and how other lists head the same. Data; no database.

`ALIASES` are the headings of the national site's export and of provinces' lists as far as we met them; a county maps
others by hand and keeps the map under a name.
"""

import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column of the template: its key, its heading, an example, other headings people use for it."""

    key: str
    title: str
    example: str = ""
    needed: bool = False
    aliases: tuple = ()
    hint: str = ""


COLUMNS = [
    Column("name", "姓名", "张小明", True, ("志愿者姓名", "真实姓名", "人员姓名", "名字")),
    Column("document_kind", "证件类型", "居民身份证", False, ("证件种类", "证件名称"), "不写就当居民身份证"),
    Column(
        "document_no",
        "证件号码",
        "990101199003070015",
        True,
        ("身份证号", "身份证号码", "身份证", "证件号", "公民身份号码"),
        "这一列要设成文本，不然后几位会丢",
    ),
    Column("born_on", "出生日期", "1990-03-07", False, ("出生年月日", "生日", "出生"), "有身份证号就不用写"),
    Column("sex", "性别", "男", False, (), "有身份证号就不用写"),
    Column("phone", "手机号", "19000000001", False, ("手机", "手机号码", "联系电话", "移动电话", "电话", "联系方式")),
    Column(
        "home",
        "住在",
        "新宁镇北庄村",
        True,
        (
            "居住村",
            "居住地",
            "现居住地",
            "居住区域",
            "所在村",
            "所在社区",
            "村（社区）",
            "服务区域",
            "所在区域",
            "住址",
        ),
        "写到村：乡镇名加村名，或 12 位代码",
    ),
    Column("political", "政治面貌", "群众"),
    Column("education", "学历", "高中", False, ("文化程度", "最高学历", "受教育程度")),
    Column("skills", "技能", "理发、电工", False, ("专业技能", "特长", "专长", "个人特长"), "几样用顿号隔开"),
    Column("talents", "人才标签", "五老", False, ("人才类型", "标签"), "几样用顿号隔开"),
    Column(
        "kinds", "愿意做", "帮扶照料", False, ("服务类别", "服务意向", "志愿服务类别", "服务领域"), "几样用顿号隔开"
    ),
    Column("email", "电子邮箱", "", False, ("邮箱", "电子邮件", "email", "e-mail")),
    Column("national_no", "全国志愿者编号", "", False, ("志愿者编号", "志愿者号", "注册号", "志愿者证号")),
    Column("unit", "队伍或单位", "县供电公司", False, ("队伍", "单位", "所属队伍", "所属组织", "工作单位", "志愿团体")),
]
BY_KEY = {column.key: column for column in COLUMNS}
NEEDED = tuple(column.key for column in COLUMNS if column.needed)
OURS, OTHERS = "本平台模板", "常见的列名"


def plain(heading):
    """A heading without blanks, marks of duty (*) and remarks in brackets at its end."""
    heading = unicodedata.normalize("NFKC", heading).strip().casefold()
    return re.sub(r"[\s*＊]+", "", re.sub(r"[（(](?:必填|选填|文本)[^）)]*[）)]$", "", heading))


WORDS = {plain(word): column.key for column in reversed(COLUMNS) for word in (column.title, *column.aliases)}


def is_heading(cells):
    """Whether a line heads a list: two of its cells say what people head columns with. Above it may stand a title."""
    return sum(plain(str(cell)) in WORDS for cell in cells) >= 2


def guess(heads, maps=()):
    """({our key: place in the file}, the name of the style). Maps of the county that fit wholly come first."""
    places = {plain(head): at for at, head in reversed(list(enumerate(heads)))}
    for known in maps:
        if known.headings and all(plain(head) in places for head in known.headings.values()):
            return {key: places[plain(head)] for key, head in known.headings.items()}, known.name
    found = {}
    for head, at in places.items():
        if head in WORDS:
            found.setdefault(WORDS[head], at)
    exact = {key: places[plain(column.title)] for key, column in BY_KEY.items() if plain(column.title) in places}
    mapping = found | exact
    return mapping, OURS if mapping == exact and exact else OTHERS


def missing(mapping):
    """The titles of columns without which no row can come in."""
    return [BY_KEY[key].title for key in NEEDED if key not in mapping]
