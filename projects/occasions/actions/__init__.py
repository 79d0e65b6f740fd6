"""The verbs of this room."""

from projects.occasions.actions.occasions import add_occasion as add_occasion
from projects.occasions.actions.occasions import end_occasion as end_occasion
