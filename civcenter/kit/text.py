"""What people type, made safe to keep; what we know of people, made safe to show."""

import re
import unicodedata

HIDDEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
MOBILE = re.compile(r"1[3-9]\d{9}")


def clean(text):
    """Text as its writer meant it: no control, direction or zero-width marks, no rows of blank lines."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = HIDDEN.sub("", CONTROL.sub("", text))
    text = re.sub(r"[ \t\u3000]+", " ", text)
    return re.sub(r"\s*\n\s*\n\s*", "\n\n", text).strip()


def phone_digits(text):
    """The digits of a phone as people write it: full-width digits, blanks, dashes and +86 are forgiven."""
    text = re.sub(r"[\s\-()（）]", "", unicodedata.normalize("NFKC", HIDDEN.sub("", text or "")))
    return re.sub(r"^(\+86|0086|86(?=1\d{10}$))", "", text)


def phone_fault(digits):
    """The sentence that says what is wrong with a mobile number, or None when nothing is."""
    if not digits.isascii() or not digits.isdigit():
        return "手机号里有不是数字的字，应是 11 位数字。您写的话都还在。"
    if len(digits) < 11:
        return f"手机号少了 {11 - len(digits)} 位，应是 11 位数字。您写的话都还在。"
    if len(digits) > 11:
        return f"手机号多了 {len(digits) - 11} 位，应是 11 位数字。您写的话都还在。"
    if not MOBILE.fullmatch(digits):
        return "这不像手机号，应以 13 到 19 开头。您写的话都还在。"
    return None


def mask_name(name):
    """张小明 → 张*明, 张三 → 张*; the length of a long name is not told."""
    if len(name) < 2:
        return "*" if name else ""
    return f"{name[0]}*" if len(name) == 2 else f"{name[0]}*{name[-1]}"


def mask_phone(phone):
    """13800000001 → 138****0001; shorter numbers show their last two digits."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else ("*" * max(len(phone) - 2, 0) + phone[-2:])


def hours(minutes):
    """Minutes as people say them: 45 分钟, 2 小时, 1 小时 30 分."""
    whole, rest = divmod(int(minutes), 60)
    if not whole:
        return f"{rest} 分钟"
    return f"{whole} 小时 {rest} 分" if rest else f"{whole} 小时"
