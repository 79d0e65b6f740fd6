"""The only writers of divisions and outposts."""

import pghistory

from civcenter.hierarchy.loading import BadList, Loading, put
from civcenter.hierarchy.models import Division, Outpost, Population
from civcenter.kit.errors import RuleBroken
from civcenter.kit.verbs import verb


@verb
def load_divisions(rows, *, on):
    """Bring a list of divisions and their outposts in, all or nothing; the same list again changes nothing.

    `rows` come from `divisions.read`; `on` is the day of the change. New codes are added, changed names renamed
    (an outpost named after its division follows), codes that vanished under the list's own counties and
    rows with a successor are ended, codes that come again reopened. Nothing is ever deleted. Raises
    `BadList` with one sentence a fault. Returns the `Loading` with its counts.
    """
    loading = Loading(rows, on)
    loading.run()
    return loading


@verb
def load_population(rows):
    """Bring figures of resident population in, all or nothing; the same list again changes nothing.

    `rows` come from `populations.read`. A figure told again for the same division and year takes the place of the
    old one; nothing is deleted. Raises `BadList` with one sentence a fault. Returns how many are new and changed.
    """
    rows = sorted(rows, key=lambda row: row.key)
    known = set(Division.objects.filter(pk__in={row.code for row in rows}).values_list("code", flat=True))
    strange = sorted((row.line, row.code) for row in rows if row.code not in known)
    if strange:
        raise BadList([f"第 {line} 行：没有代码是 {code} 的区划，请先装区划表。" for line, code in strange])
    before = {
        (code, year): told
        for code, year, *told in Population.objects.filter(division__in=known).values_list(
            "division_id", "year", "residents", "source"
        )
    }
    changed = [row for row in rows if before.get(row.key) != [row.residents, row.source]]
    put(
        Population,
        [Population(division_id=r.code, year=r.year, residents=r.residents, source=r.source) for r in changed],
        ("division", "year"),
        ("residents", "source"),
    )
    new = sum(row.key not in before for row in changed)
    return new, len(changed) - new


CARD = ("address", "phone", "opening_hours", "offers")


@verb
def edit_outpost(outpost, *, by, at, **changes):
    """Change what an outpost's card says, as its manager: the four fields of the card and nothing else.

    Returns the outpost. History keeps who and when. Raises `RuleBroken` for an outpost that has been closed meanwhile.
    """
    fields = {field: changes[field] for field in CARD if field in changes}
    with pghistory.context(user=by.pk, at=at.isoformat()):
        if not Outpost.objects.filter(pk=outpost.pk, is_open=True).update(**fields):
            raise RuleBroken(f"{outpost.name}已经撤销，名片不能改了。")
    return outpost
