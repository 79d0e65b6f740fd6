"""The desk's side navigation: a table of pages and the duty each needs."""

from dataclasses import dataclass

from civcenter.accounts.duties import Duty


@dataclass(frozen=True)
class Entry:
    """One link: URL name, words, icon, the duty it needs; `group` is the small heading above it."""

    name: str
    label: str
    icon: str
    duty: Duty = Duty.READ
    group: str = ""


ENTRIES = [
    Entry("desk_portal:home", "今天要办", "inbox"),
    Entry("desk_orders:enter", "代群众点单", "plus", Duty.ENTER),
    Entry("desk_orders:wishes", "心愿", "heart"),
    Entry("desk_orders:orders", "单子", "list"),
    Entry("desk_volunteers:volunteers", "志愿者", "people", group="队伍"),
    Entry("desk_volunteers:records", "待核时长", "clock", Duty.REVIEW_VOLUNTEERS),
    Entry("desk_notices:inbox", "通知", "bell", group="我的"),
]


def entries(user):
    """The entries this person may open."""
    return [entry for entry in ENTRIES if user.codes_for(entry.duty)]


def unit(user):
    """Whose desk this is: the place of the first current appointment, and who sits at it."""
    first = next(iter(user.appointments_now), None)
    if first is None:
        return {"name": "工作台", "who": user.name}
    return {"name": first.division.name, "who": f"{first.title} {user.name}"}
