"""Days that come again, and what an outpost plans for them."""

from projects.occasions.models.occasions import Occasion as Occasion
