"""The only writers of people, households and cards."""

from civcenter.residents.actions.cards import cancel_card as cancel_card
from civcenter.residents.actions.cards import check_pin as check_pin
from civcenter.residents.actions.cards import issue_card as issue_card
from civcenter.residents.actions.cards import set_pin as set_pin
from civcenter.residents.actions.households import add_member as add_member
from civcenter.residents.actions.households import found_household as found_household
from civcenter.residents.actions.households import remove_member as remove_member
from civcenter.residents.actions.people import come_in as come_in
from civcenter.residents.actions.people import forget as forget
from civcenter.residents.actions.people import give_consent as give_consent
from civcenter.residents.actions.people import identify as identify
from civcenter.residents.actions.people import issue_text as issue_text
from civcenter.residents.actions.people import link_staff as link_staff
from civcenter.residents.actions.people import looks_on_day as looks_on_day
from civcenter.residents.actions.people import move as move
from civcenter.residents.actions.people import new_person as new_person
from civcenter.residents.actions.people import rename as rename
from civcenter.residents.actions.people import reveal as reveal
from civcenter.residents.actions.people import withdraw_consent as withdraw_consent
