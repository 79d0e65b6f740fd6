"""The only writers of divisions and outposts."""

import pghistory

from civcenter.hierarchy.loading import Loading
from civcenter.hierarchy.models import Outpost
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
