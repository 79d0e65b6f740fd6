"""The resident's hand in this browser: what it can show for a wish, and what that opens."""

from civcenter.kit.secrets import unsign
from orders.flow import Proof
from orders.hands import Bearer
from orders.models import Wish

LINKS, OPENED = "wish_links", "wish_opened"
MOST = 40
"""So many wishes a session remembers; the oldest are asked for again."""

PURPOSES = {"wish-sms": Proof.SMS, "wish-slip": Proof.SLIP}


def bearer(request, wish):
    """The best hand this browser has on the wish, or None."""
    proof = _proof(request, wish)
    if proof is None:
        return None
    user = request.user if request.user.is_authenticated else None
    phone_key = wish.phone_key if proof in (Proof.SMS, Proof.CODE) else ""
    return Bearer(wish.pk, proof, browser=request.browser, phone_key=phone_key, user=user)


def _proof(request, wish):
    if wish.phone_key and getattr(request.user, "phone_key", None) == wish.phone_key:
        return Proof.CODE
    link = request.session.get(LINKS, {}).get(wish.number)
    if link == Proof.SMS:
        return Proof.SMS
    if wish.browser and wish.browser == request.browser:
        return Proof.COOKIE
    return Proof.SLIP if link == Proof.SLIP else None


def take_link(request, number, token):
    """Keep the hand that a signed link of an SMS or slip gives; returns whether the link was ours."""
    for purpose, proof in PURPOSES.items():
        if unsign(purpose, token) == number:
            links = request.session.get(LINKS, {})
            best = Proof.SMS if links.get(number) == Proof.SMS else proof
            request.session[LINKS] = _lately({**links, number: str(best)})
            return True
    return False


def open_for_reading(request, number):
    """Remember that this session knew the phone's last digits; that only reads."""
    request.session[OPENED] = _lately({**request.session.get(OPENED, {}), number: True})


def may_read(request, wish):
    return wish.number in request.session.get(OPENED, {})


def mine(request):
    """The wishes this browser made, and those of the phone that is logged in."""
    made = Wish.objects.filter(browser=request.browser)
    phone_key = getattr(request.user, "phone_key", None)
    return made | Wish.objects.filter(phone_key=phone_key) if phone_key else made


def _lately(numbers):
    return dict(list(numbers.items())[-MOST:])
