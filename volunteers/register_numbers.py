"""Numbers of certificates: county, year, place in the year's register, and a check digit. Pure."""

import re
import secrets

from civcenter.kit.numbers import check_digit

NUMBER = re.compile(r"\d{6}-\d{4}-\d{5,7}-\d")
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without those that are read one for another: 0 O, 1 I L."""


def number_of(county, year, place):
    """621026-2026-00318-4: six digits of the county, the year, the running number, a check digit over all of them."""
    digits = f"{county}{year}{place:05d}"
    return f"{county}-{year}-{place:05d}-{check_digit(digits)}"


def is_number(text):
    """Whether the text can be one of our numbers at all."""
    if not NUMBER.fullmatch(text) or not text.isascii():
        return False
    *digits, check = text.replace("-", "")
    return check_digit("".join(digits)) == check


def new_word():
    """Eight letters of a check word: 2^39, at ten tries a day for each number."""
    return "".join(secrets.choice(LETTERS) for _ in range(8))
