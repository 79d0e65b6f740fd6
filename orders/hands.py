"""Those who act and are no log-in: the resident's hand, and the system."""

from dataclasses import dataclass

from civcenter.accounts.models import User
from orders.flow import VOUCHING, Proof


@dataclass(frozen=True)
class Bearer:
    """The resident's hand on one wish: the browser that made it, the link of its SMS or slip, or a phone code.

    `phone_key` is the phone that was proved (SMS, code), `user` the log-in behind it if there is one.
    """

    wish_id: int
    proof: Proof
    browser: str = ""
    phone_key: str = ""
    user: User | None = None

    @property
    def vouches(self):
        """Whether this proof shows a phone; anybody can type a strange number, so cookie and slip do not."""
        return self.proof in VOUCHING and bool(self.phone_key)


class System:
    """The clock, or the same transaction."""


SYSTEM = System()
