"""Sample activities and a school's classroom: one that is over and wrapped up, one with a line, one of tomorrow."""

from datetime import date, time, timedelta
from itertools import islice

from django.utils import timezone

from projects.activities import actions
from projects.activities.actions.helping import why_not
from projects.activities.models import Activity
from projects.resources import actions as resources
from volunteers.actions import clash
from volunteers.models import ServiceKind

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def events(people, now):
    """At the first station of the county; told once."""
    station = people.stations[0]
    manager = people.users[f"m{station.division_id}"]
    if Activity.objects.filter(unit=station).exists():
        return
    room = _classroom(station, manager, now)
    crowd = [one for one in people.active if one.person.user_id and not one.person.staff_id][:60]
    _past(station, manager, crowd, now)
    _coming(station, manager, room, crowd, now)


def _free(crowd, activity, many):
    """Volunteers whose time is not promised elsewhere then, and who may help."""
    able = (one for one in crowd if not clash(one, activity.starts_at, activity.ends_at))
    return list(islice((one for one in able if not why_not(activity, one)), many))


def nine(now, days):
    return timezone.localtime(now).replace(hour=9, minute=0, second=0, microsecond=0) + days * DAY


def _classroom(station, by, now):
    at, village = now - 40 * DAY, station.division.name
    facts = {"name": f"{village}小学教室", "sort": "venue", "kind": "classroom", "owner": f"{village}小学"}
    room = resources.add_resource(unit=station, by=by, at=at, steward="马校长", capacity=40, **facts)
    year = {"first_on": date(now.year, 1, 1), "last_on": date(now.year + 1, 12, 31)}
    resources.sign(room, **year, uses=["talk", "course", "study", "chess"], words="不动火，不卖东西", by=by, at=at)
    taught = {"label": "上课", "weekdays": [0, 1, 2, 3, 4], "starts": time(8), "ends": time(17, 30)}
    resources.protect(room, by=by, at=at, **taught)
    hall = {"name": f"{village}大厅", "sort": "venue", "kind": "hall", "owner": f"{village}村委会", "steward": "村文书"}
    hall = resources.add_resource(unit=station, by=by, at=at, asks_owner=False, capacity=120, **hall)
    resources.sign(hall, **year, uses=["talk", "meeting", "feast", "dance", "chess"], by=by, at=at)
    return room


def _draft(station, by, at, starts_at, **facts):
    kind = ServiceKind.objects.on_menu().first()
    told = {"unit": station, "kind": kind, "place_text": f"{station.division.name}二组果园", "quota": 12}
    return actions.draft(starts_at=starts_at, ends_at=starts_at + 2 * HOUR, by=by, at=at, **told | facts)


def _past(station, by, crowd, now):
    """冬剪课, two weeks ago: eight came, two helped and have their hours."""
    begin = nine(now, -14)
    facts = {
        "title": "苹果园冬剪，请技术员到地头讲", "form": "talk", "speaker": "县果业中心技术员", "dialect": "家乡话",
        "details": "老树怎么回缩、小树怎么拉枝，刀口怎么抹药。讲完当场剪两棵，您也上手试。", "helpers_needed": 2,
    }  # fmt: skip
    activity = actions.publish(_draft(station, by, begin - 9 * DAY, begin, **facts), by=by, at=begin - 9 * DAY)
    parties = [_signs(activity, one, begin - 5 * DAY, people=1 + number % 2) for number, one in enumerate(crowd[:8])]
    helpers = [_helps(activity, one, begin - 4 * DAY) for one in _free(crowd[8:], activity, 2)]
    actions.call_roll(activity, by=by, at=begin, came=parties[:7], helpers_came=helpers)
    done = [(helper, begin, begin + 2 * HOUR) for helper in helpers]
    told = actions.Outcome(done=done, asked=10, understood=8, summary="讲了两棵树，花椒咋剪下回专门讲。")
    actions.wrap_up(activity, told, by=by, at=begin + 3 * HOUR)


def _coming(station, by, room, crowd, now):
    """One of the week to come with a line before its door, one whose place the owner still thinks about."""
    full = _draft(
        station, by, now - 3 * DAY, nine(now, 4), title="冬闲象棋赛", form="contest", quota=4, helpers_needed=2
    )
    full = actions.publish(full, by=by, at=now - 3 * DAY)
    for number, one in enumerate(crowd[:6]):
        _signs(full, one, now - 2 * DAY, question="自己带棋盘吗？" if number == 0 else "")
    for one in _free(crowd[8:], full, 1):
        _helps(full, one, now - 2 * DAY)
    evening = nine(now, 3).replace(hour=19)
    talk = _draft(station, by, now - 2 * DAY, evening, title="合作医疗咋报销，请人来讲", form="talk", quota=30)
    actions.take_venue(talk, resource=room, use="talk", by=by, at=now - 2 * DAY)


def _signs(activity, volunteer, at, **more):
    person = volunteer.person
    return actions.sign_up(activity, person=person, user=person.user, by=person.user, at=at, **more)


def _helps(activity, volunteer, at):
    return actions.join(activity, volunteer=volunteer, by=volunteer.person.user, at=at)
