"""How many SMS a phone and the whole installation may get; every kind counts (1 a minute, 5 an hour, 10 a day).

The figures a phone are the large SMS providers' own defaults. The whole installation's is `CIV_SMS_A_DAY`.
"""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from civcenter.notices.models import CODE, Notice

WINDOWS = ((1, timedelta(seconds=60)), (5, timedelta(hours=1)), (10, timedelta(hours=24)))
"""At most so many within so long."""

MOST, LONGEST = WINDOWS[-1]


def hold(phone_key):
    """Let nobody else decide about this phone until the transaction ends; 64 who ask at once come one by one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"sms:{phone_key}"])


def free_at(phone_key, at, *, besides=None):
    """When the next SMS to this phone may go, or None where it may go now.

    Counted are SMS that were tried, and codes still waiting: they will go first. `besides` leaves one row out.
    """
    rows = Notice.objects.filter(channel=Notice.Channel.SMS, phone_key=phone_key).exclude(pk=besides)
    waiting = Q(kind=CODE, state=Notice.State.PENDING)
    counted = rows.filter(Q(attempted_at__isnull=False) | waiting)
    moment = Coalesce("attempted_at", "created_at")
    recent = counted.filter(Q(attempted_at__gt=at - LONGEST) | waiting).annotate(moment=moment)
    moments = list(recent.order_by("-moment").values_list("moment", flat=True)[:MOST])
    ends = [moments[most - 1] + window for most, window in WINDOWS if len(moments) >= most]
    later = [end for end in ends if end > at]
    return max(later) if later else None


def is_spent(at):
    """Whether today's SMS of the whole installation are used up."""
    tried = Notice.objects.filter(channel=Notice.Channel.SMS, attempted_at__gte=midnight(at))
    return tried.count() >= settings.CIV_SMS_A_DAY


def midnight(at):
    """The beginning of the local day of a moment."""
    return datetime.combine(timezone.localdate(at), time(), timezone.get_current_timezone())
