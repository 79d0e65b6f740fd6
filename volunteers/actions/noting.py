"""What happens to a place on the register is written down with it."""

from volunteers.models import RegisterEvent


def note(volunteer, what, *, at, by=None, words=""):
    """One line of the history; called inside the verb that does it."""
    return RegisterEvent.objects.create(volunteer=volunteer, what=what, by=by, at=at, words=words[:200])
