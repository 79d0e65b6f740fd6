"""Whether the rows of a list of volunteers can be right, and what they say in our words. No database.

A list has a hundred thousand rows, so columns are checked as columns, and what repeats (a village, a level of
schooling, the parts of an identity number) is understood once. Every fault is one sentence that says what is wrong
and how to mend it; what stood in the cell is kept masked only.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import compress, zip_longest

from civcenter.kit.identity import CITIZEN_CHECKS, CITIZEN_WEIGHTS, citizen_fault, mask_document
from civcenter.kit.secrets import lookup_all, seal_all
from civcenter.kit.sounds import sounds
from civcenter.kit.text import clean, mask_name, mask_phone, phone_digits, phone_fault
from civcenter.residents.choices import DocumentKind, Sex
from volunteers.choices import Education, PoliticalStatus
from volunteers.columns import BY_KEY
from volunteers.homes import Wrong

EXACT = 10**15
"""A spreadsheet keeps fifteen places of a number; of a longer one the last are gone."""
LOST = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
LOST_WORDS = "Excel 把号码变成了数字，后几位丢了：把这一列设成文本再填一次"
NAME = re.compile(r"[^\W\d_]+(?:[· .'’-]{1,2}[^\W\d_]+)*\.?")
DOTS = str.maketrans({"•": "·", "．": "·", "‧": "·", "・": "·", "∙": "·"})
DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))(?:[ T]00:00:00)?")
EMAIL = re.compile(r"[\w.+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)
NATIONAL = re.compile(r"[A-Za-z0-9]{6,20}")
APART = re.compile(r"[、,，;；/|\s]+")
OLDEST = 120
DIGITS = re.compile(r"\d[\d\s\-xX]{4,}[\dxX]")
PAPERS = {
    DocumentKind.PASSPORT: re.compile(r"[A-Z0-9]{5,17}"),
    DocumentKind.HONG_KONG: re.compile(r"[HM]\d{8}(\d{2})?"),
    DocumentKind.TAIWAN: re.compile(r"\d{8}(\d{2})?"),
    DocumentKind.FOREIGNER: re.compile(r"[A-Z]{3}\d{12}|9\d{16}[0-9X]"),
}
BY_CHECK = (DocumentKind.CITIZEN, DocumentKind.RESIDENCE)
"""Numbers of 18 places that tell birth date and sex, and prove themselves."""
SEXES = {"": "", "男": "1", "男性": "1", "1": "1", "女": "2", "女性": "2", "2": "2"}
SEXES |= {"未知": "0", "0": "0", "未说明": "9", "9": "9"}


def words_of(choices, **more):
    """{how people write it: the code}, empty for empty."""
    return {
        "": "",
        **{label: code for code, label in choices.choices},
        **{code: code for code in choices.values},
        **more,
    }


PAPER_WORDS = {label: code for code, label in DocumentKind.choices}
PAPER_WORDS |= {
    "": "citizen",
    "身份证": "citizen",
    "二代身份证": "citizen",
    "内地居民身份证": "citizen",
    "01": "citizen",
}
PAPER_WORDS |= {"港澳居民居住证": "residence", "台湾居民居住证": "residence", "居住证": "residence"}
PAPER_WORDS |= {"港澳通行证": "hk", "回乡证": "hk", "台胞证": "tw", "外国人永久居留证": "foreigner"}
POLITICAL_WORDS = words_of(PoliticalStatus, 党员="01", 共产党员="01", 预备党员="02", 团员="03", 共青团员="03", 无="13")
EDUCATION_WORDS = words_of(
    Education,
    博士="10",
    硕士="10",
    博士研究生="10",
    硕士研究生="10",
    研究生及以上="10",
    本科="20",
    大学="20",
    大专="30",
    专科="30",
    中专="40",
    中技="40",
    技校="40",
    职高="40",
    中专或中技="40",
    普通高中="60",
    初中及以下="70",
    小学及以下="80",
    文盲="90",
)


@dataclass(frozen=True)
class Fault:
    """One cell that keeps its row out: the row's number, the column's heading, what stands there (masked), and why."""

    line: int
    column: str
    shown: str
    message: str


def veil(text):
    """What stood in a cell with every long number masked, shortened: fit for a page and a log. Days stay readable."""
    return clean(DIGITS.sub(_masked, unicodedata.normalize("NFKC", text)))[:40]


def _masked(hit):
    number = re.sub(r"[\s-]", "", hit[0])
    is_day = "-" in hit[0] and DATE.fullmatch(hit[0])
    return hit[0] if len(number) < 7 or is_day else mask_document(number)


@lru_cache(maxsize=40_000)
def _birth(digits):
    """(the day as ISO text, its share of the check sum) of places 7 to 14; an impossible day is empty."""
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).isoformat()
    except ValueError:
        day = ""
    return day, _share(digits, 6)


@lru_cache(maxsize=20_000)
def _share(digits, place):
    return sum(w * int(d) for w, d in zip(CITIZEN_WEIGHTS[place:], digits, strict=False))


def citizen(number):
    """The birth date as ISO text in a right identity number, or Wrong; the same rules as `identity.citizen_fault`."""
    if len(number) == 18 and number.isascii() and number[:17].isdigit():
        day, share = _birth(number[6:14])
        total = share + _share(number[:6], 0) + _share(number[14:17], 14)
        if day and CITIZEN_CHECKS[total % 11] == number[17]:
            return day
    if LOST.fullmatch(number):
        return Wrong(LOST_WORDS)
    if len(number) == 15 and number.isdigit():
        return Wrong("15 位的老身份证号不收了。填现在的 18 位")
    return Wrong(citizen_fault(number).rstrip("。"))


@lru_cache(maxsize=40_000)
def day_of(text):
    """A day as people write it, as ISO text, or Wrong."""
    found = DATE.fullmatch(unicodedata.normalize("NFKC", text))
    try:
        parts = [int(part) for part in found.groups() if part] if found else []
        return date(*parts).isoformat() if parts else Wrong("不是一个日期。写成 1990-03-07 这样")
    except ValueError:
        return Wrong("没有这一天。核对年月日")


def text_of(cell):
    """A cell as text. A number too long for a spreadsheet keeps the look that tells so: 9.90101E+17."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool) or cell is None:
        return "" if cell is None else str(cell)
    if isinstance(cell, (int, float)):
        if abs(cell) >= EXACT:
            return f"{cell:.5E}"
        return str(int(cell)) if cell == int(cell) else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return cell.isoformat()


OUT = [
    *("line", "name", "pinyin", "initials", "document_kind", "document_no", "document_key", "born_on", "sex"),
    *("phone", "phone_key", "home", "political", "education", "email", "national_no", "unit"),
    *("kinds", "talents", "skills"),
]
"""The values of a good row, in the order of COPY."""


class Checker:
    """Checks a list part by part; `faults` of the last part, and its good rows ready for COPY.

    `mapping` says where our columns stand; `homes` understands places; `tags` are {key: {name: code}} of skills,
    talents and kinds; `refused_below` and `guardian_below` are ages in years on `day`.
    """

    def __init__(self, mapping, homes, tags, *, refused_below, guardian_below, day, unit):
        self.mapping, self.homes, self.tags, self.unit = mapping, homes, tags, unit
        self.ages, self.day = (refused_below, guardian_below), day
        self.today = day.isoformat()
        self.young, self.minor = (self._back(years) for years in self.ages)
        self.ancient = self._back(OLDEST)
        self.lists, self.faults, self.blank, self._bad = {}, [], 0, set()

    def _back(self, years):
        """Whoever was born after this day is younger than so many years; a text, for 29 February has no other."""
        return f"{self.day.year - years:04d}-{self.day.month:02d}-{self.day.day:02d}"

    def part(self, begin, rows):
        """The good rows of a part as one list of values a column, in the order of OUT."""
        self.faults, self._bad, self.begin = [], set(), begin
        columns = list(zip_longest(*rows, fillvalue=""))
        got = {key: self._texts(columns, key, len(rows)) for key in BY_KEY}
        self._leave_out_blanks(got, columns)
        got["name"] = self._names(got["name"])
        got["document_kind"] = self._known("document_kind", got["document_kind"], PAPER_WORDS, "居民身份证")
        self._people(got)
        got["phone"] = self._phones(got["phone"])
        got["home"] = self._checked("home", got["home"], self.homes.__getitem__)
        got["political"] = self._known("political", got["political"], POLITICAL_WORDS, "中共党员、共青团员、群众")
        got["education"] = self._known("education", got["education"], EDUCATION_WORDS, "大学本科、高中、初中")
        for key in ("skills", "talents", "kinds"):
            got[key] = self._checked(key, got[key], lambda text, key=key: self._tagged(key, text))
        got["email"] = self._fitting("email", got["email"], EMAIL, "邮箱写得不对。核对 @ 和后面的部分")
        got["national_no"] = self._fitting("national_no", got["national_no"], NATIONAL, "编号应是 6 到 20 位字母或数字")
        got["unit"] = self._units(got["unit"])
        return self._good(got, len(rows))

    def _texts(self, columns, key, count):
        at = self.mapping.get(key)
        if at is None or at >= len(columns):
            return [""] * count
        texts = [cell.strip() if type(cell) is str else text_of(cell) for cell in columns[at]]
        if not "".join(texts).isprintable():
            texts = [text if text.isprintable() else clean(text).replace("\n", " ") for text in texts]
        return texts

    def _leave_out_blanks(self, got, columns):
        """Rows without a word are no rows."""
        self._empty = {
            at
            for at, (name, number) in enumerate(zip(got["name"], got["document_no"], strict=True))
            if not name and not number and not any(str(column[at]).strip() for column in columns)
        }
        self.blank += len(self._empty)

    def _fault(self, at, key, text, message, shown=veil):
        self._bad.add(at)
        if at not in self._empty:
            said = shown(text) if text else "（空）"
            self.faults.append(Fault(self.begin + at, BY_KEY[key].title, said[:40], message[:120]))

    def _known(self, key, texts, table, examples):
        values = [table.get(text) for text in texts]
        if None in values:
            for at, value in enumerate(values):
                if value is None:
                    self._fault(at, key, texts[at], f"没有这一项。可以填{examples}……")
        return values

    def _checked(self, key, texts, understand):
        values = [understand(text) for text in texts]
        for at, value in enumerate(values):
            if type(value) is Wrong:
                self._fault(at, key, texts[at], value)
        return values

    def _fitting(self, key, texts, pattern, sentence):
        if any(texts):
            for at, text in enumerate(texts):
                if text and LOST.fullmatch(text):
                    self._fault(at, key, text, LOST_WORDS)
                elif text and not (pattern.fullmatch(text) and len(text) <= 100):
                    self._fault(at, key, text, sentence)
        return texts

    def _names(self, names):
        for at, name in enumerate(names):
            if not (name.isalpha() and 2 <= len(name) <= 50):
                names[at] = name = " ".join(unicodedata.normalize("NFC", name).translate(DOTS).split())
                fault = _name_fault(name)
                if fault:
                    self._fault(at, "name", name, fault, lambda text: mask_name(veil(text)))
        return names

    def _people(self, got):
        """Document, birth date and sex belong together: a document that proves itself says the other two."""
        numbers, born, sexes = got["document_no"], got["born_on"], got["sex"]
        said = self._known("sex", sexes, SEXES, "男、女")
        days, final = [""] * len(numbers), [""] * len(numbers)
        for at, number in enumerate(numbers):
            if not (number.isascii() and number.isalnum() and not number.islower()):
                numbers[at] = number = re.sub(r"[\s'’]", "", unicodedata.normalize("NFKC", number)).upper()
            elif number[-1:] == "x":
                numbers[at] = number = number.upper()
            if got["document_kind"][at] is None:
                continue
            if got["document_kind"][at] in BY_CHECK:
                day = citizen(number) if number else Wrong("没写证件号码。补上")
                sex = "1" if number[16:17] in ("1", "3", "5", "7", "9") else "2"
            else:
                day, sex = self._other_paper(got["document_kind"][at], number, born[at]), said[at] or Sex.UNKNOWN
            if type(day) is Wrong:
                wrong = "born_on" if day.startswith("出生日期") else "document_no"
                self._fault(at, wrong, born[at] if wrong == "born_on" else number, day, veil)
                continue
            days[at], final[at] = day, sex
            fault = self._disagrees(born[at], day) if born[at] else None
            if fault:
                self._fault(at, "born_on", born[at], fault)
            elif day > self.young or day < self.ancient or day > self.minor:
                self._fault(at, "born_on" if born[at] else "document_no", born[at] or number, self._age_fault(day))
            if said[at] in ("1", "2") and said[at] != sex:
                self._fault(at, "sex", sexes[at], "和证件号码说的性别不一样。核对证件")
        got["born_on"], got["sex"] = days, final

    def _other_paper(self, kind, number, born):
        """The birth date of somebody whose paper does not tell it."""
        if not number:
            return Wrong("没写证件号码。补上")
        if LOST.fullmatch(number):
            return Wrong(LOST_WORDS)
        if not PAPERS[kind].fullmatch(number):
            return Wrong(f"不像{DocumentKind(kind).label}的号码。核对证件")
        if not born:
            return Wrong("出生日期没写。这种证件要写出生日期")
        day = day_of(born)
        return Wrong(f"出生日期{day}") if type(day) is Wrong else day

    def _disagrees(self, typed, day):
        said = day_of(typed)
        if type(said) is Wrong:
            return said
        return None if said == day else "和证件号码里的出生日期不一样。核对证件"

    def _age_fault(self, day):
        if day > self.today:
            return "生在以后的日子。核对证件"
        if day < self.ancient:
            return f"超过 {OLDEST} 岁。核对证件"
        years = int(self.today[:4]) - int(day[:4]) - (self.today[5:] < day[5:])
        if day > self.young:
            return f"{years} 岁，{self.ages[0]} 岁以下不收。删掉这一行"
        return f"{years} 岁，要家长同意。请和家长一起到站上办"

    def _phones(self, phones):
        for at, phone in enumerate(phones):
            if phone and not (len(phone) == 11 and phone.isascii() and phone.isdigit() and "12" < phone[:2] < "20"):
                phones[at] = digits = phone_digits(phone)
                fault = LOST_WORDS if LOST.fullmatch(phone) else phone_fault(digits)
                if fault:
                    self._fault(at, "phone", digits, fault.replace("您写的话都还在。", "").rstrip("。"), _shown_phone)
        return phones

    def _tagged(self, key, text):
        """The codes of a cell that names several things, as an array for COPY, or Wrong."""
        if not text:
            return "{}"
        known = self.lists.get((key, text))
        if known is None:
            names = list(dict.fromkeys(filter(None, APART.split(unicodedata.normalize("NFKC", text)))))
            strange = [name for name in names if name not in self.tags[key]]
            codes = [self.tags[key].get(name) for name in names]
            hint = "、".join(list(self.tags[key])[:4])
            known = (
                Wrong(f"没有“{veil(strange[0])[:10]}”这一项。可以填{hint}……") if strange else f"{{{','.join(codes)}}}"
            )
            self.lists[key, text] = known
        return known

    def _units(self, units):
        for at, text in enumerate(units):
            if len(text) > 60:
                self._fault(at, "unit", text, f"有 {len(text)} 个字，最多 60 个。写短些")
            elif not text:
                units[at] = self.unit
        return units

    def _good(self, got, count):
        """Only rows that will be written are hashed and sealed."""
        got["line"] = [str(self.begin + at) for at in range(count)]
        out = self._bad | self._empty
        if out:
            keep = [at not in out for at in range(count)]
            got = {key: list(compress(values, keep)) for key, values in got.items()}
        heard = [sounds(name) for name in got["name"]]
        got["pinyin"], got["initials"] = [one for one, _ in heard], [two for _, two in heard]
        got["document_key"], got["phone_key"] = lookup_all(got["document_no"]), lookup_all(got["phone"])
        for key in ("document_no", "phone", "email"):
            got[key] = seal_all(got[key])
        return [got[name] for name in OUT]


def _name_fault(name):
    if not name:
        return "没写姓名。补上"
    if len(name) < 2:
        return "姓名只有 1 个字。写全"
    if len(name) > 50:
        return f"姓名有 {len(name)} 个字，最多 50 个。核对"
    if any(letter.isdigit() for letter in name):
        return "姓名里有数字。核对是不是填错了列"
    return None if NAME.fullmatch(name) else "姓名里有不该有的符号。去掉"


def _shown_phone(text):
    return mask_phone(text) if text.isascii() and text.isdigit() else veil(text)
