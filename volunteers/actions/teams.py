"""Teams and who is on their lists."""

from civcenter.kit.verbs import verb
from volunteers.choices import MemberStatus
from volunteers.models import Membership, Team


@verb
def found_team(*, name, kind, division, at, captain=None, parent=None):
    """A new team; its captain becomes its first member."""
    team = Team.objects.create(
        name=name, kind=kind, division=division, captain=captain, parent=parent, founded_on=at.date()
    )
    if captain:
        join(team, captain, at=at)
    return team


@verb
def join(team, volunteer, *, at):
    """Put a volunteer on a team's list; joining twice is joining once."""
    Membership.objects.update_or_create(
        team=team, volunteer=volunteer, defaults={"status": MemberStatus.ACTIVE, "joined_at": at}
    )
