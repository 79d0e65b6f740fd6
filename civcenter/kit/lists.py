"""Long lists in parts: by key, never by offset, so a row that arrives meanwhile neither repeats nor hides another."""

from dataclasses import dataclass

from django.core import signing
from django.db.models import Q

SALT = "civ.list"
SIZE = 20


@dataclass(frozen=True)
class Part:
    """Some rows and the address of the next; `more_url` is empty at the end (for components/more.html)."""

    rows: list
    more_url: str


def part(request, rows, *by, size=SIZE):
    """The part of `rows` that the address asks for (`?after=`), in the order of `by`.

    `by` names columns that are never null, with "-" for newest first; the primary key settles ties. A mark
    that was not made here, or for another list, shows the first part.
    """
    order = [*by, "-pk" if by and by[0].startswith("-") else "pk"]
    marks = _marks(request.GET.get("after", ""), order)
    shown = list((rows.filter(_after(order, marks)) if marks else rows).order_by(*order)[: size + 1])
    more = len(shown) > size
    return Part(shown[:size], _address(request, order, shown[size - 1]) if more else "")


def _marks(text, order):
    try:
        names, marks = signing.loads(text, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    return marks if names == order else None


def _after(order, marks):
    """(a, b) beyond (x, y), column by column."""
    beyond, same = Q(), Q()
    for name, mark in zip(order, marks, strict=True):
        column = name.lstrip("-")
        beyond |= same & Q(**{f"{column}__{'lt' if name.startswith('-') else 'gt'}": mark})
        same &= Q(**{column: mark})
    return beyond


def _address(request, order, last):
    marks = [_plain(last, name.lstrip("-")) for name in order]
    query = request.GET.copy()
    query["after"] = signing.dumps([order, marks], salt=SALT)
    return f"?{query.urlencode()}"


def _plain(row, column):
    value = row
    for name in column.split("__"):
        value = getattr(value, name)
    return value.isoformat() if hasattr(value, "isoformat") else value
