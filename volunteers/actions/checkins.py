"""Coming and going, written down once."""

from civcenter.kit.rows import insert_unless_taken
from civcenter.kit.verbs import verb
from volunteers.actions.service import bar
from volunteers.choices import CheckHow
from volunteers.models import CheckIn


@verb
def check_in(*, source, volunteer, kind, how, by, at, browser="", shown_by=""):
    """Write down that somebody came, went or is home; said again it changes nothing. Returns `(row, is_new)`."""
    said = {"source": source, "volunteer": volunteer, "kind": kind, "how": how}
    row = CheckIn(**said, at=at, by=by, browser=browser, shown_by=shown_by)
    if insert_unless_taken(row):
        return row, True
    return CheckIn.objects.get(**said), False


def how_said(by, volunteer):
    """Who presses a button for somebody for whom he may vouch calls the roll; any other press is one's own word."""
    return CheckHow.SELF if bar(by, volunteer.person) else CheckHow.ROLL_CALL
