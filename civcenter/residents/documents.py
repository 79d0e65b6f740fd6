"""Numbers of papers as people write them: tidied, checked as far as each paper allows, and what they tell. Pure."""

import re
import unicodedata

from civcenter.kit import identity
from civcenter.residents.choices import DocumentKind

CHECKED = (DocumentKind.CITIZEN, DocumentKind.RESIDENCE)
"""Built as GB 11643 says: eighteen places with a check digit."""

OTHER = re.compile(r"[A-Z0-9]{5,18}")


def tidy(number):
    """The number alone: full-width signs and small letters forgiven, blanks and dashes gone."""
    return re.sub(r"[\s\-—]", "", unicodedata.normalize("NFKC", number or "")).upper()


def fault(kind, number):
    """The sentence that says what is wrong with a tidied number, or None."""
    if kind in CHECKED:
        return identity.citizen_fault(number)
    if OTHER.fullmatch(number):
        return None
    return "证件号码应是 5 到 18 位数字或字母，请照证件再看一遍。"


def tells(kind, number):
    """Birth date and sex where the number holds them, else (None, "")."""
    if kind in CHECKED and identity.citizen_fault(number) is None:
        return identity.born_on(number), identity.sex_of(number)
    return None, ""
