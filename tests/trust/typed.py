"""What each form is sent in the walk over all routes, and who is meant by the shortest words."""

import uuid
from datetime import timedelta

from django.utils import timezone

from orders.actions import checkins
from tests import factories as make
from tests.trust.roles import MANAGER, OFFICE, RESIDENT, VOLUNTEER, to
from tests.volunteers import lists

WORDS = {"words": "写一句话"}
OFFICE_ONLY, MANAGER_ONLY, MINE, VOLUNTEERS = to(OFFICE), to(MANAGER), to(RESIDENT), to(VOLUNTEER)


def words(c):
    return dict(WORDS)


def a_list(c):
    file = lists.xlsx([lists.somebody(7)])
    file.name = "名单.xlsx"
    return {"file": file, "unit": "县供电公司", "division": c.code}


def columns(c):
    return {"name": "0", "document_no": "1", "home": "1"}


def keyed(**more):
    return lambda c: {"key": str(uuid.uuid4()), **WORDS, **more}


def a_wish(c):
    typed = {"kind": "care", "urgency": "normal", "outpost": c.station.pk, "phone": make.fresh_phone()}
    return {"key": str(uuid.uuid4()), **WORDS, **typed}


def hours(begin, end, first="starts_at", last="ends_at"):
    begin, end = timezone.localtime(begin), timezone.localtime(end)
    return {"day": f"{begin:%Y-%m-%d}", first: f"{begin:%H:%M}", last: f"{end:%H:%M}"}


def tomorrow(c):
    begin = c.at + timedelta(days=1)
    return begin, begin + timedelta(hours=2)


def an_order(c):
    return {"title": "走访", "kind": "care", "needed": 1, "urgency": "normal", **hours(*tomorrow(c))}


def dispatched(c):
    return {"unit": c.station.pk, **hours(*tomorrow(c))}


def published(c):
    return {"needed": 2, **hours(*tomorrow(c))}


def finished(c):
    return hours(c.at - timedelta(minutes=50), c.at - timedelta(minutes=10), "started_at", "ended_at")


def served(c):
    pk = c.rows["claim:arrived"].pk
    parts = hours(c.at - timedelta(minutes=50), c.at - timedelta(minutes=10), "from", "to")
    return {f"c{pk}_{name}": value for name, value in {"came": "done", **parts}.items()}


def typed_finish(c):
    begin, end = (timezone.localtime(c.at - timedelta(minutes=ago)) for ago in (50, 10))
    return {"started_at": f"{begin:%Y-%m-%dT%H:%M}", "ended_at": f"{end:%Y-%m-%dT%H:%M}"}


def chosen(c):
    return {"wishes": c.rows["wish:new"].pk}


def into(c):
    return {"order": c.rows["order:draft"].pk}


def refusal(c):
    return {"reason": "paid", **WORDS}


def handing(c):
    return {"to": "供电所", **WORDS}


def guests(c):
    return {"volunteers": [c.helper.pk]}


def corrected(c):
    begin = timezone.localtime(c.rows["record"].started_at)
    end = begin + timedelta(hours=1)
    return {"started_at": f"{begin:%Y-%m-%dT%H:%M}", "ended_at": f"{end:%Y-%m-%dT%H:%M}", "reason": "只做了一小时"}


def scan_code(c, name):
    """The code that the station's screen shows now for an order."""
    return checkins.code_of_station(c.rows[name], c.manager, "screen", c.at)


def late_service(c):
    begin = timezone.localtime(c.at - timedelta(days=2))
    typed = {"kind": "care", "title": "走访", "why": "忘了带手机"}
    return typed | {"started_at": f"{begin:%Y-%m-%dT08:00}", "ended_at": f"{begin:%Y-%m-%dT09:00}"}
