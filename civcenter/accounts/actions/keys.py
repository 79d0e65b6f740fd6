"""Keys for programs."""

import hashlib
import secrets
from datetime import timedelta

from django.db.models import Q

from civcenter.accounts.models import ApiToken
from civcenter.kit.errors import RuleBroken
from civcenter.kit.verbs import verb

LONGEST_DAYS = 366
NOTED_EVERY = timedelta(hours=1)


def digest(key):
    """What is kept of a key. It has 256 random bits, so it needs neither salt nor slowness."""
    return hashlib.sha256(key.encode()).hexdigest()


@verb
def cut_key(user, *, days, at):
    """A new key for a log-in's programs, good for so many days. The clear key is returned once and kept nowhere."""
    if not 1 <= days <= LONGEST_DAYS:
        raise RuleBroken(f"钥匙最少开 1 天，最多开 {LONGEST_DAYS} 天。")
    if not user.is_active:
        raise RuleBroken("这个账号停用了，不能开钥匙。")
    key = secrets.token_urlsafe(32)
    ApiToken.objects.create(user=user, key_hash=digest(key), created_at=at, expires_at=at + timedelta(days=days))
    return key


@verb
def revoke_key(token, *, at):
    """The key opens nothing any more."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at)


@verb
def note_use(token, *, at):
    """Remember that the key is in use, at most once an hour."""
    stale = Q(used_at=None) | Q(used_at__lte=at - NOTED_EVERY)
    ApiToken.objects.filter(stale, pk=token.pk).update(used_at=at)
