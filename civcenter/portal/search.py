"""Finding an outpost by name, pinyin or initials; always a bounded list, by township."""

from itertools import groupby
from operator import attrgetter

from civcenter.hierarchy.models import Division, Outpost, Tier

MOST = 60


def found(words):
    """Open outposts whose name contains what was typed, or whose pinyin or initials begin with it."""
    return _ordered(Outpost.objects.search(words))


def under(code):
    """The open outposts of one township, the branch first."""
    return _ordered(Outpost.objects.within([code]))


def townships():
    """The centres and branches of every county here, to choose from before anything was typed."""
    return _ordered(Outpost.objects.filter(tier__in=[Tier.CENTER, Tier.BRANCH]))


def _ordered(outposts):
    rows = outposts.filter(is_open=True).select_related("division__parent")
    return rows.order_by("county", "township", "division_id", "pk")


def grouped(outposts, level="township"):
    """[(name of the township or county, its outposts)], in the order they came."""
    code_of = attrgetter(level)
    codes = {code_of(row) for row in outposts}
    names = dict(Division.objects.filter(code__in=codes).values_list("code", "name"))
    return [(names.get(code, ""), list(group)) for code, group in groupby(outposts, code_of)]
