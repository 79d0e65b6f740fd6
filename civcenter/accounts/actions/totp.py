"""Staff's second key: the codes of their phone's app. Bound once, shown at every log-in, reset when it is lost."""

import logging
from datetime import timedelta

from civcenter.accounts.models import TotpDevice
from civcenter.accounts.totp import step_of
from civcenter.kit.errors import LimitReached, RuleBroken
from civcenter.kit.rows import insert_unless_taken
from civcenter.kit.verbs import verb
from civcenter.notices.actions import tell

log = logging.getLogger(__name__)

TRIES, LOCKED_FOR = 5, timedelta(minutes=30)
"""As with passwords: after five wrong codes none is looked at for half an hour."""

WRONG = "动态码不对。看看手机上现在的 6 位数，手机的时间要准。"
USED = "这个动态码用过了，等手机上换了新的再输。"
BOUND = "这个账号已经绑过手机了。换了手机，请系统管理员重置。"


@verb
def bind_totp(user, *, secret, code, at):
    """Bind the phone that holds the secret, proved by one code of it. Returns the device; a second one is refused."""
    step = step_of(code, secret, at)
    if step is None:
        raise RuleBroken(WRONG, "code")
    device = TotpDevice(user=user, secret=secret, last_step=step, bound_at=at)
    if not insert_unless_taken(device):
        raise RuleBroken(BOUND, "code")
    log.info("user %s bound a second key", user.pk)
    return device


def check_totp(user, *, code, at):
    """The user's device if the code is right, new and not too often guessed at; else RuleBroken.

    Not a verb but one inside, so that a wrong try stays counted although the answer is a refusal.
    """
    device, why = _try(user, code, at=at)
    if why:
        raise why
    return device


@verb
def _try(user, code, *, at):
    """Look at one code. The row's lock lets no code be shown twice at once."""
    device = TotpDevice.objects.select_for_update().filter(user=user).first()
    if device is None:
        return None, RuleBroken(WRONG, "code")
    if device.locked_until and device.locked_until > at:
        minutes = -(-(device.locked_until - at) // timedelta(minutes=1))
        return None, LimitReached(f"输错满 {TRIES} 次了，{minutes} 分钟后再试。急用请找系统管理员重置。", "code")
    step = step_of(code, device.secret, at, after=device.last_step)
    if step is None:
        return None, _wrong(device, code, at)
    device.last_step, device.wrong, device.locked_until = step, 0, None
    device.save(update_fields=["last_step", "wrong", "locked_until"])
    return device, None


def _wrong(device, code, at):
    """Count a wrong code; the fifth locks. A code that was right before is no guess, yet counts."""
    device.wrong += 1
    if device.wrong >= TRIES:
        device.wrong, device.locked_until = 0, at + LOCKED_FOR
        log.warning("user %s is locked after %s wrong codes", device.user_id, TRIES)
    device.save(update_fields=["wrong", "locked_until"])
    return RuleBroken(USED if step_of(code, device.secret, at) is not None else WRONG, "code")


@verb
def reset_totp(user, *, by, at):
    """The phone is lost: unbind it; whoever is logged in by it is out, and the next log-in binds another.

    `by` is the administrator's log-in, None for the command on the server. The owner reads who did it. Returns
    whether there was anything to reset.
    """
    device = TotpDevice.objects.filter(user=user).first()
    if device is None:
        return False
    device.delete()
    whose = (by.name or by.username) if by else "管服务器的同事"
    log.info("user %s reset the second key of user %s", by.pk if by else "server", user.pk)
    text = f"您绑的手机（动态码）由{whose}重置了，下次登录请重新绑。不是您要求的，请马上找县中心。"
    tell(user=user, text=text, source=f"totp-reset:{device.user_id}:{at:%Y%m%d%H%M%S}", at=at)
    return True
