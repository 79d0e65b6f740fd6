"""The doors of activities and of what is booked, and the rows they stand on."""

from datetime import time, timedelta

from django.utils import timezone

from civcenter.residents.models import Person
from projects.activities import actions
from projects.activities.telling import answer_link
from projects.resources import actions as resources
from tests import factories as make
from tests.trust.roles import (
    DESK,
    EVERYBODY,
    HERE,
    KNOWN,
    MANAGER,
    OFFICE,
    OPEN,
    PERSONAL,
    RESIDENT,
    RUNS,
    STAFF,
    VOLUNTEER,
    WORKING,
    Door,
    to,
)
from volunteers import rotating
from volunteers.models import ServiceKind

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MANAGER_ONLY, VOLUNTEERS, MINE = to(MANAGER), to(VOLUNTEER), to(RESIDENT)


def activities(c):
    """Activities in each state that has a button, and what hangs on them."""
    c.rows["activity:draft"] = draft(
        c, c.at + 3 * DAY, is_risky=True, risks=c.text.note[:200], insurance=c.text.note[:100]
    )
    opened = c.rows["activity:open"] = opens(c, c.at + HOUR / 2, details=c.text.note, form="talk")
    c.rows["activity:soon"] = opens(c, c.at + HOUR / 2)
    later = c.rows["activity:later"] = opens(c, c.at + 2 * DAY + 6 * HOUR, quota=1, helpers_needed=4)
    running = c.rows["activity:running"] = opens(c, c.at + HOUR / 3, title=c.text.title)
    _people(c, later, running, opened)
    _booked(c)
    over = c.rows["activity:over"] = opens(c, c.at + HOUR / 4)
    gone = c.at - 5 * HOUR
    type(over).objects.filter(pk=over.pk).update(
        starts_at=gone, ends_at=gone + HOUR, opens_at=gone - DAY, closes_at=gone
    )  # fmt: skip


def _booked(c):
    """A classroom with its terms, somebody who asks for it, and a task of waking it."""
    facts = {"name": c.text.title, "kind": "classroom", "owner": c.text.name, "steward": c.text.name}
    place = resources.add_resource(unit=c.station, by=c.manager, at=c.at, **facts)
    c.rows["resource"] = place
    day = timezone.localdate(c.at)
    term = {"first_on": day - 30 * DAY, "last_on": day + 300 * DAY, "uses": ["talk", "course"]}
    resources.sign(place, words=c.text.note[:200], by=c.manager, at=c.at, **term)
    taught = {"label": c.text.note[:20], "weekdays": [0], "starts": time(1), "ends": time(2)}
    resources.protect(place, by=c.manager, at=c.at, **taught)
    begin = timezone.localtime(c.at).replace(hour=12, minute=0) + 2 * DAY
    hours = {"starts_at": begin, "ends_at": begin + HOUR}
    told = {"unit": c.station, "title": c.text.title, "use": "talk", "by": c.manager, "at": c.at}
    c.rows["booking"] = resources.book(place, **told, **hours)
    stereo = resources.add_resource(unit=c.station, by=c.manager, at=c.at, **facts | {"sort": "equipment", "kind": ""})
    resources.edit_resource(stereo, by=c.manager, at=c.at, asks_owner=False)
    resources.sign(stereo, by=c.manager, at=c.at, **term)
    c.rows["booking:lent"] = resources.book(stereo, **told, **hours)
    c.rows["assignment"] = resources.activate(place, due_on=day + DAY, words=c.text.note, by=c.office, at=c.at)


def draft(c, starts_at, **changes):
    told = {"title": c.text.title, "kind": ServiceKind.objects.get(code="care"), "place_text": c.text.note[:80]}
    told |= {"unit": c.station, "quota": 30, "starts_at": starts_at, "ends_at": starts_at + HOUR, "by": c.manager}
    return actions.draft(**told | changes, at=c.at - HOUR)


def opens(c, starts_at, **changes):
    return actions.publish(draft(c, starts_at, closes_at=starts_at, **changes), by=c.manager, at=c.at - HOUR)


def _people(c, later, running, opened):
    me = Person.objects.of(c.resident).first()
    me = me or make.new_person(name=c.text.name, phone=c.resident.phone, user=c.resident, at=c.at)
    c.rows["attendance"] = party = signed(c, running, me)
    signed(c, later, make.new_person(name=c.text.name, at=c.at), user=None)
    c.rows["attendance:waiting"] = signed(c, later, me)
    c.rows["helper"] = helps(c, later, c.volunteer)
    swapping = helps(c, later, c.helper)
    c.rows["helper:swaps"] = actions.seek_swap(swapping, by=c.helper.person.user, at=c.at)
    actions.open_doors(running, by=c.manager, at=c.at)
    c.rows["question"] = actions.ask(opened, by=c.resident, at=c.at, words=c.text.note[:100])
    came = c.rows["attendance:came"] = signed(c, opened, me)
    actions.call_roll(opened, by=c.manager, at=c.at, came=[came])
    type(opened).objects.filter(pk=opened.pk).update(starts_at=c.at)
    return party


def signed(c, activity, person, **changes):
    by = person.user or c.manager
    return actions.sign_up(activity, **{"person": person, "user": person.user, "by": by, "at": c.at} | changes)


def helps(c, activity, volunteer):
    return actions.join(activity, volunteer=volunteer, by=volunteer.person.user, at=c.at)


def wall_code(row):
    """What stands on the wall just now."""
    return rotating.code(f"activity:{row.pk}", shown_by="staff:1", browser="", at=timezone.now())


def typed(c, **more):
    begin = timezone.localtime(c.at) + 3 * DAY
    told = {"unit": c.station.pk, "title": "讲一讲", "form": "talk", "kind": "care", "day": f"{begin:%Y-%m-%d}"}
    told |= {"starts_at": "09:00", "ends_at": "11:00", "place_text": "戏台", "quota": 30, "adult_below": 14}
    return told | {"helpers_needed": 0} | more


def new_time(c):
    return {"day": f"{timezone.localtime(c.at) + 5 * DAY:%Y-%m-%d}", "starts_at": "09:00", "ends_at": "11:00"}


def a_place(c):
    told = {"unit": c.station.pk, "name": "戏台", "sort": "venue", "kind": "stage", "owner": "村委会"}
    return told | {"steward": "文书", "rest_minutes": 0}


def terms(c):
    day = timezone.localdate(c.at) + 400 * DAY
    return {"first_on": f"{day:%Y-%m-%d}", "last_on": f"{day + DAY:%Y-%m-%d}", "uses": ["talk"]}


def an_hour(c):
    return {"weekdays": [0, 1, 2, 3, 4, 5, 6], "starts": "03:00", "ends": "23:00"}


def own_hours(c):
    return {"weekdays": [2], "starts": "03:00", "ends": "04:00", "label": "上课"}


def a_use(c):
    begin = timezone.localtime(c.at) + 5 * DAY
    told = {"unit": c.station.pk, "title": "讲一讲", "use": "talk", "day": f"{begin:%Y-%m-%d}"}
    return told | {"starts_at": "19:00", "ends_at": "20:00"}


def a_task(c):
    return {"due_on": f"{timezone.localdate(c.at) + 9 * DAY:%Y-%m-%d}", "words": "办棋牌室"}


def words(c):
    return {"words": "写一句话"}


def somebody(c):
    return {"people": 1, "name": "李树林", "phone": make.fresh_phone()}


def step(row, name, who, says=None):
    return Door(DESK, row, who, who, step=name, says=says)


OPENED = "activity:open"
ACTIVITIES = {
    "activities:activities": Door(OPEN, get=EVERYBODY),
    "activities:activity": Door(OPEN, OPENED, get=EVERYBODY, is_public=True),
    "activities:calendar": Door(OPEN, OPENED, get=EVERYBODY, is_public=True),
    "activities:outpost_calendar": Door(OPEN, "outpost", get=EVERYBODY, is_public=True),
    "activities:sign_up": Door(OPEN, "activity:soon", get=EVERYBODY, post=EVERYBODY, says=somebody, is_public=True),
    "activities:answer": Door(OPEN, "attendance:waiting", get=EVERYBODY, post=EVERYBODY, by="reminder", is_public=True),
    "activities:scan": Door(OPEN, OPENED, get=EVERYBODY, by="wall", is_public=True),
    "activities:mine": Door(PERSONAL, get=KNOWN),
    "activities:scanned": Door(PERSONAL, get=KNOWN, post=KNOWN),
    "activities:signed": Door(PERSONAL, OPENED, get=KNOWN, is_public=True),
    "activities:ask": Door(PERSONAL, OPENED, get=KNOWN, post=KNOWN, says=words, is_public=True),
    "activities:join": Door(PERSONAL, OPENED, is_public=True),
    "activities:attendance_step/leave": Door(PERSONAL, "attendance:waiting", post=MINE | RUNS, step="leave"),
    "activities:attendance_step/confirm": Door(PERSONAL, "attendance", post=MINE | RUNS, step="confirm"),
    "activities:attendance_step/yes": Door(PERSONAL, "attendance:came", post=MINE, step="yes"),
    "activities:leave": Door(PERSONAL, "helper", VOLUNTEERS, VOLUNTEERS, says=words),
    "activities:take_over": Door(PERSONAL, "helper:swaps", post=VOLUNTEERS),
    "activities:helper_step/swap": Door(PERSONAL, "helper", VOLUNTEERS, VOLUNTEERS, step="swap"),
    "activities:helper_step/keep": Door(PERSONAL, "helper", VOLUNTEERS, VOLUNTEERS, step="keep"),
    "activities:helper_step/arrive": Door(PERSONAL, "helper", VOLUNTEERS, step="arrive"),
}
ACTIVITY_DESKS = {
    "desk_activities:activities": Door(DESK, get=STAFF),
    "desk_activities:make": Door(DESK, get=WORKING, post=RUNS, says=typed),
    "desk_activities:activity": Door(DESK, "activity:running", get=HERE),
    "desk_activities:edit": Door(DESK, "activity:draft", RUNS, RUNS, says=typed),
    "desk_activities:screen": Door(DESK, "activity:running", get=MANAGER_ONLY),
    "desk_activities:roll": Door(DESK, "activity:running", MANAGER_ONLY, MANAGER_ONLY),
    "desk_activities:sheet": Door(DESK, "activity:running", get=MANAGER_ONLY),
    "desk_activities:enter": Door(DESK, "activity:running", RUNS, MANAGER_ONLY, says=somebody),
    "desk_activities:arrive": Door(DESK, "attendance", MANAGER_ONLY, MANAGER_ONLY),
    "desk_activities:answer": Door(DESK, "question", MANAGER_ONLY, MANAGER_ONLY, says=words),
    "desk_activities:step/publish": step("activity:draft", "publish", RUNS),
    "desk_activities:step/course": step("activity:draft", "course", RUNS, lambda c: {"sessions": 3, "every_days": 7}),
    "desk_activities:step/cancel": step("activity:draft", "cancel", RUNS, words),
    "desk_activities:step/postpone": step("activity:later", "postpone", RUNS, new_time),
    "desk_activities:step/open": step("activity:soon", "open", MANAGER_ONLY),
    "desk_activities:step/venue": Door(DESK, "activity:draft", RUNS, step="venue"),
    "desk_resources:venues": Door(DESK, get=STAFF),
    "desk_resources:add": Door(DESK, get=WORKING, post=RUNS, says=a_place),
    "desk_resources:venue": Door(DESK, "resource", get=HERE),
    "desk_resources:book": Door(DESK, "resource", RUNS, RUNS, says=a_use),
    "desk_resources:step/sign": step("resource", "sign", RUNS, terms),
    "desk_resources:step/protect": step("resource", "protect", RUNS, own_hours),
    "desk_resources:step/open": step("resource", "open", RUNS, an_hour),
    "desk_resources:step/transfer": step("resource", "transfer", to(OFFICE), lambda c: {"to": c.branch.pk}),
    "desk_resources:step/activate": step("resource", "activate", RUNS, a_task),
    "desk_resources:booking_step/grant": step("booking", "grant", RUNS),
    "desk_resources:booking_step/veto": step("booking", "veto", RUNS, lambda c: {"reason": "要考试"}),
    "desk_resources:booking_step/cancel": step("booking", "cancel", RUNS),
    "desk_resources:booking_step/return": step("booking:lent", "return", RUNS),
    "desk_resources:assignments": Door(DESK, get=STAFF),
    "desk_resources:finish": Door(DESK, "assignment", MANAGER_ONLY, MANAGER_ONLY, says=lambda c: {"outcome": "开了"}),
    "desk_activities:step/wrap_up": step("activity:over", "wrap_up", MANAGER_ONLY),
}

__all__ = ["ACTIVITIES", "ACTIVITY_DESKS", "activities", "answer_link", "wall_code"]
