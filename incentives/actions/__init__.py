"""The verbs of points, by what they are about."""

from incentives.actions.corrections import decide as decide
from incentives.actions.corrections import propose as propose
from incentives.actions.corrections import propose_offset as propose_offset
from incentives.actions.corrections import waive as waive
from incentives.actions.expiry import lapse_due as lapse_due
from incentives.actions.expiry import warn_of_lapsing as warn_of_lapsing
from incentives.actions.sealing import seal as seal
from incentives.actions.service import agree_record as agree_record
from incentives.actions.service import expected as expected
from incentives.actions.service import is_official_on as is_official_on
from incentives.actions.service import pay_record as pay_record
from incentives.actions.service import points_for as points_for
from incentives.actions.service import rule_for as rule_for
from incentives.actions.service import rules_on as rules_on
from incentives.actions.service import settle_due as settle_due
from incentives.actions.service import settle_record as settle_record
from incentives.actions.stars import announce as announce
from incentives.actions.stars import find_reached as find_reached
from incentives.actions.stars import give as give
from incentives.actions.stars import may_decide as may_decide
from incentives.actions.stars import next_star as next_star
from incentives.actions.stars import revoke as revoke
from incentives.actions.stars import unearned as unearned
from incentives.actions.stars import withhold as withhold
from incentives.actions.transfers import give_to_household as give_to_household
