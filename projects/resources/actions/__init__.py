"""The only writers of things that can be booked, of what was agreed on them, and of bookings."""

from projects.resources.actions.bookings import book, cancel, grant, move, return_it, veto
from projects.resources.actions.idle import activate, idle
from projects.resources.actions.resources import (
    add_resource,
    edit_resource,
    forget_hours,
    open_hours,
    protect,
    sign,
    transfer_use,
)
from projects.resources.actions.sweep import sweep

__all__ = [
    "activate",
    "add_resource",
    "book",
    "cancel",
    "edit_resource",
    "forget_hours",
    "grant",
    "idle",
    "move",
    "open_hours",
    "protect",
    "return_it",
    "sign",
    "sweep",
    "transfer_use",
    "veto",
]
