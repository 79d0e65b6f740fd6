"""The verbs of this room."""

from projects.occasions.actions.drafting import draft_month as draft_month
from projects.occasions.actions.drafting import draft_year as draft_year
from projects.occasions.actions.drafting import open_year as open_year
from projects.occasions.actions.drafting import prepare_pack as prepare_pack
from projects.occasions.actions.items import add_item as add_item
from projects.occasions.actions.items import drop_item as drop_item
from projects.occasions.actions.items import edit_item as edit_item
from projects.occasions.actions.items import hold_item as hold_item
from projects.occasions.actions.items import restore_item as restore_item
from projects.occasions.actions.items import take_offer as take_offer
from projects.occasions.actions.occasions import add_occasion as add_occasion
from projects.occasions.actions.occasions import end_occasion as end_occasion
from projects.occasions.actions.plans import approve as approve
from projects.occasions.actions.plans import judges as judges
from projects.occasions.actions.plans import send_back as send_back
from projects.occasions.actions.plans import submit as submit
from projects.occasions.actions.plans import take_back as take_back
