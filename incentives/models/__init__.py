"""Points: the books, the rules they are kept by, what is put right by hand, lists that hang, and the seal on it all."""

from incentives.models.books import Account as Account
from incentives.models.books import Entry as Entry
from incentives.models.corrections import ManualEntry as ManualEntry
from incentives.models.corrections import PassedOver as PassedOver
from incentives.models.corrections import ProofFile as ProofFile
from incentives.models.corrections import Shortfall as Shortfall
from incentives.models.posting import Objection as Objection
from incentives.models.posting import Posting as Posting
from incentives.models.rules import ManualRule as ManualRule
from incentives.models.rules import PointRule as PointRule
from incentives.models.rules import PostingRule as PostingRule
from incentives.models.rules import StatutoryBenefit as StatutoryBenefit
from incentives.models.seals import Link as Link
from incentives.models.seals import Seal as Seal
from incentives.models.stars import Star as Star
from incentives.models.stars import StarRule as StarRule
