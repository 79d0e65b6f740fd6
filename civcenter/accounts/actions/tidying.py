"""What nobody needs any more goes once a day: the less is kept of people, the less can be lost."""

from datetime import timedelta

from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.utils import timezone

from civcenter.accounts.models import PhoneCode, WrongCodes
from civcenter.kit.models import SubmittedKey
from civcenter.kit.verbs import verb

UNUSED_CODES, ATTEMPTS = timedelta(days=1), timedelta(days=30)
"""A code is void after five minutes, a lock after thirty; a little longer for whoever asks what happened."""

ANSWERS = timedelta(days=30)
"""Answers kept for the same submission twice; no page and no program tries again after so long."""

USED_CODES = timedelta(days=730)
"""Used codes say which browser holds which phone, as long as its cookie lives (`kit.browser`): nobody may vouch for
himself by a second phone."""

COUNTS = timedelta(days=365)


@verb
def tidy(*, at):
    """Delete sessions that are over, and codes, counts, attempts and answers past their time. May run at any time.

    Returns how many rows went.
    """
    old = [
        Session.objects.filter(expire_date__lt=at),
        PhoneCode.objects.filter(used_at=None, expires_at__lt=at - UNUSED_CODES),
        PhoneCode.objects.filter(used_at__lt=at - USED_CODES),
        WrongCodes.objects.filter(day__lt=timezone.localdate(at - COUNTS)),
        AccessAttempt.objects.filter(attempt_time__lt=at - ATTEMPTS),
        SubmittedKey.objects.filter(created_at__lt=at - ANSWERS),
    ]
    return sum(rows.delete()[0] for rows in old)
