"""The doors of activities and of what is booked, and the rows they stand on."""

from datetime import timedelta

from django.utils import timezone

from civcenter.residents.models import Person
from projects.activities import actions
from projects.activities.telling import answer_link
from tests import factories as make
from tests.trust.roles import (
    DESK,
    EVERYBODY,
    HERE,
    KNOWN,
    MANAGER,
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
    later = c.rows["activity:later"] = opens(c, c.at + 2 * DAY, quota=1, helpers_needed=4)
    running = c.rows["activity:running"] = opens(c, c.at + HOUR / 3, title=c.text.title)
    _people(c, later, running, opened)
    over = c.rows["activity:over"] = opens(c, c.at + HOUR / 4)
    gone = c.at - 5 * HOUR
    type(over).objects.filter(pk=over.pk).update(
        starts_at=gone, ends_at=gone + HOUR, opens_at=gone - DAY, closes_at=gone
    )  # fmt: skip


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
    "desk_activities:step/wrap_up": step("activity:over", "wrap_up", MANAGER_ONLY),
}

__all__ = ["ACTIVITIES", "ACTIVITY_DESKS", "activities", "answer_link", "wall_code"]
