from orders.models.claims import Claim
from orders.models.events import Event, Note
from orders.models.orders import Order
from orders.models.radar import CommonNeed, RadarRule
from orders.models.rules import DangerWord, StepLimit, WishRule
from orders.models.tails import TailGuess
from orders.models.wishes import Review, Wish

__all__ = [
    "Claim",
    "CommonNeed",
    "DangerWord",
    "Event",
    "Note",
    "Order",
    "RadarRule",
    "Review",
    "StepLimit",
    "TailGuess",
    "Wish",
    "WishRule",
]
