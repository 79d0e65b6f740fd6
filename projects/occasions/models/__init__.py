"""Days that come again, and what an outpost plans for them."""

from projects.occasions.models.occasions import Occasion as Occasion
from projects.occasions.models.plans import Plan as Plan
from projects.occasions.models.plans import PlanItem as PlanItem
from projects.occasions.models.plans import PlanRule as PlanRule
