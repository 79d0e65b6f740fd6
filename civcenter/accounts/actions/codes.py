"""Coming in by phone: ask for a code, show it. Neither tells whether the phone is known here."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.utils import timezone

from civcenter.accounts.codes import hashed, is_right, new_code, new_salt
from civcenter.accounts.models import PhoneCode, User, WrongCodes
from civcenter.kit.errors import LimitReached, RuleBroken
from civcenter.kit.secrets import lookup
from civcenter.kit.verbs import verb
from civcenter.notices import limits
from civcenter.notices.actions import tell
from civcenter.notices.models import CODE, CODE_LIVES

TRIES = 5
SPENT_TODAY = "今天的短信发完了，明天再来。急事请打电话给站上，说了身份也能办。"
WRONG_TODAY = "今天输错的人太多，为了大家的账号先停一停，明天再来。急事请打电话给站上。"
NOT_HERE = "这个码用不了了：过了 5 分钟、试满了 5 次、用过了，或者不是在这个手机（浏览器）上要的。请再发一个。"
CLOSED = "这个号码停用了，请打电话给站上。"

# One more wrong code today, unless the day's measure is full. Nobody can slip in between reading and writing.
ONE_MORE = """
INSERT INTO accounts_wrongcodes AS w (day, count) VALUES (%s, 1)
ON CONFLICT (day) DO UPDATE SET count = w.count + 1 WHERE w.count < %s
"""


@verb
def send_code(phone, browser, at):
    """Send six digits to a phone, for this browser alone. Asks nowhere whose phone it is.

    Raises LimitReached within the limits of all SMS to this phone, and when the day's SMS are used up.
    """
    key = lookup(phone)
    limits.hold(key)
    free_at = limits.free_at(key, at)
    if free_at:
        raise LimitReached(f"刚给这个号码发过短信，{_wait(free_at - at)}后再发。等的时候看看短信到了没有。", "phone")
    if limits.is_spent(at):
        raise LimitReached(SPENT_TODAY, "phone")
    code, salt = new_code(), new_salt()
    row = PhoneCode.objects.create(
        phone_key=key,
        browser=browser,
        salt=salt,
        code_hash=hashed(code, salt),
        created_at=at,
        expires_at=at + CODE_LIVES,
    )
    text = f"验证码 {code}，5 分钟内有效。不会有人问您要这个码，站上的人也不会。"
    tell(source=f"code:{row.pk}", text=text, phone=phone, kind=CODE, at=at)


def _wait(span):
    """A span as people say it, rounded up."""
    if span <= timedelta(minutes=1):
        return f" {max(int(span.total_seconds() + 0.999), 1)} 秒"
    if span <= timedelta(hours=1):
        return f" {-(-int(span.total_seconds()) // 60)} 分钟"
    return f" {-(-int(span.total_seconds()) // 3600)} 小时"


def check_code(phone, code, browser, at):
    """The phone log-in for whom the code is right; made if it is new.

    Not one verb but two, so that a wrong try stays counted although the answer is a refusal.
    """
    row, left = _try(phone, code, browser, at=at)
    if row is None:
        raise RuleBroken(left, "code")
    return _come_in(row, phone, at=at)


@verb
def _try(phone, code, browser, *, at):
    """Count a try before looking. Returns the code's row if it is right, else None and the sentence."""
    mine = PhoneCode.objects.filter(phone_key=lookup(phone), browser=browser)
    row = mine.order_by("-created_at", "-pk").select_for_update().first()
    live = PhoneCode.objects.filter(pk=row.pk if row else None, used_at=None, expires_at__gt=at, tries__lt=TRIES)
    if not live.update(tries=F("tries") + 1):
        return None, NOT_HERE
    day = timezone.localdate(at)
    if not _one_more_wrong(day):
        return None, WRONG_TODAY
    if is_right(code, row):
        WrongCodes.objects.filter(day=day).update(count=F("count") - 1)
        return row, ""
    left = TRIES - row.tries - 1
    return None, f"码不对，还能试 {left} 次。看看是不是最近那条短信。" if left else NOT_HERE


def _one_more_wrong(day):
    with connection.cursor() as cursor:
        cursor.execute(ONE_MORE, [day, settings.CIV_WRONG_CODES_A_DAY])
        return cursor.rowcount == 1


@verb
def _come_in(row, phone, *, at):
    """Use the code up and find or make the log-in; the second of two at once comes too late."""
    if not PhoneCode.objects.filter(pk=row.pk, used_at=None).update(used_at=at):
        raise RuleBroken(NOT_HERE, "code")
    user, _ = User.objects.get_or_create(
        phone_key=row.phone_key,
        defaults={
            "username": f"tel-{secrets.token_hex(8)}",
            "phone": phone,
            "password": "!",
            "created_at": at,
        },
    )
    if not user.is_active:
        raise RuleBroken(CLOSED, "code")
    return user
