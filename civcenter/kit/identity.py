"""Numbers of people and of organisations: whether they can be right, and what they tell. Pure."""

import re
from datetime import date

CITIZEN = re.compile(r"\d{17}[0-9X]")
CITIZEN_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CITIZEN_CHECKS = "10X98765432"
CREDIT_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def citizen_fault(number):
    """The sentence that says what is wrong with an identity number of 18 places, or None (GB 11643-1999).

    The region is not checked: people keep the number of a county that no longer exists.
    """
    if len(number) != 18:
        return f"身份证号应是 18 位，这里是 {len(number)} 位。"
    if not CITIZEN.fullmatch(number) or not number.isascii():
        return "身份证号只能是数字，最后一位可以是 X。"
    if born_on(number) is None:
        return "身份证号第 7 到 14 位不是一个日期。"
    total = sum(weight * int(digit) for weight, digit in zip(CITIZEN_WEIGHTS, number[:17], strict=True))
    if CITIZEN_CHECKS[total % 11] != number[17]:
        return "身份证号最后一位对不上，多半有一位抄错了。"
    return None


def born_on(number):
    """The birth date in an identity number, or None where it is no date."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def sex_of(number):
    """GB/T 2261.1: the seventeenth place is odd for men ("1"), even for women ("2")."""
    return "1" if int(number[16]) % 2 else "2"


def mask_document(number):
    """First three and last four places: 990***********0015; of short numbers the last two."""
    if len(number) < 10:
        return "*" * max(len(number) - 2, 0) + number[-2:]
    return number[:3] + "*" * (len(number) - 7) + number[-4:]


def credit_fault(code):
    """The sentence that says what is wrong with a unified social credit code, or None (GB 32100-2015).

    Some early codes in real use fail the check, so whoever has seen the paper may override this with a reason.
    """
    if len(code) != 18:
        return f"统一社会信用代码应是 18 位，这里是 {len(code)} 位。"
    if any(character not in CREDIT_CHARACTERS for character in code):
        return "统一社会信用代码里有不会出现的字：没有 I、O、S、V、Z，字母都是大写。"
    total = sum(w * CREDIT_CHARACTERS.index(c) for w, c in zip(CREDIT_WEIGHTS, code[:17], strict=True))
    if CREDIT_CHARACTERS[(31 - total % 31) % 31] != code[17]:
        return "统一社会信用代码最后一位对不上，多半有一位抄错了。"
    return None
