"""What pages over several apps write."""

from civcenter.kit.errors import OutOfTurn
from civcenter.kit.verbs import verb
from civcenter.portal.models import ScreenLink


@verb
def open_screen(*, division, name, by, at):
    """A new address for a screen."""
    return ScreenLink.objects.create(division=division, name=name, made_by=by, made_at=at)


@verb
def revoke_screen(link, *, by, at):
    """The address shows nothing from now on."""
    if not ScreenLink.objects.valid().filter(pk=link.pk).update(revoked_by=by, revoked_at=at):
        raise OutOfTurn("收回")
