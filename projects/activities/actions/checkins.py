"""Coming and going: by the wall's rotating code, by roll-call, from the paper sheet typed back, or by walking in."""

from civcenter.kit.errors import NotYours, RuleBroken
from civcenter.kit.rows import insert_unless_taken
from civcenter.kit.verbs import verb
from projects.activities.actions.moving import advance, lock, lock_attendance, lock_helper, record
from projects.activities.actions.opening import begun
from projects.activities.actions.signing import known_place, one
from projects.activities.evidence import witness
from projects.activities.flow import PLACED, AttendanceStatus, CameHow, HelperStatus
from projects.activities.models import Activity, Attendance, Helper
from projects.activities.policies import is_resident, is_unit, rule_of
from volunteers import rotating
from volunteers.actions import bar, check_in, how_said
from volunteers.choices import CheckKind

STALE = "这个码过期了。码半分钟一换，请对着屏幕再扫一次，刚才的没有记。"
WALK_IN = """
UPDATE activities_activity SET taken = taken + %(people)s, turns = turns + 1
 WHERE id = %(id)s AND status = 'running' AND taken + %(people)s <= quota RETURNING turns"""


def subject(activity):
    """What a code is bound to."""
    return f"activity:{activity.pk}"


def code_of(activity, user, browser, at):
    """The code on the station's screen; it proves who opened the screen, and when."""
    return rotating.code(subject(activity), shown_by=f"staff:{user.pk}", browser=browser, at=at)


def activity_of(shown):
    """The activity a code was shown for; None for another sort of code."""
    kind, _, pk = shown.subject.partition(":")
    return Activity.objects.filter(pk=pk).first() if kind == "activity" else None


@verb
def come_by_code(shown, *, person, by, at, people=None):
    """A resident scans the wall's code: he is here, with so many. A stale code is refused; said again, it is the first.

    `at` is the moment of the scan. Who has not signed up comes by `walk_in`.
    """
    if not shown.is_good(at):
        raise RuleBroken(STALE)
    activity = lock(activity_of(shown))
    party = known_place(activity, person, by)
    if party is None:
        raise RuleBroken("没找到您的报名。没报也没关系，有位子就能进。")
    party = lock_attendance(party)
    if not is_resident(by, party, at):
        raise NotYours("签到要本人来点，或请站长点名。")
    return _arrived(party, how=CameHow.CODE, by=by, at=at, people=people)


def _arrived(party, *, how, by, at, people=None):
    """Move a locked party to came; one that is there already stays as it was first said."""
    if party.status == AttendanceStatus.CAME:
        return party
    begun(party.activity, at)
    if party.status == AttendanceStatus.INVITED:
        advance(party, "confirm", by=by, at=at)
    if party.status == AttendanceStatus.WAITING:
        raise RuleBroken("您还在排队，没有位子。等有人退出，或请站长看看能不能加座。")
    came = min(people or party.people, party.people)
    advance(party, "arrive", by=by, at=at, came_at=at, came_how=how, came_by=by, came_people=came)
    return party


@verb
def arrive(helper, *, by, at, shown=None, browser=""):
    """到岗: by a code of the station's screen, by the unit's roll-call, or by one's own tap, which proves nothing."""
    if shown is not None and not shown.is_good(at):
        raise RuleBroken(STALE)
    helper = lock_helper(helper)
    begun(helper.activity, at)
    if helper.status == HelperStatus.ACCEPTED:
        advance(helper, "arrive", by=by, at=at, started_at=at)
    _seen(helper, CheckKind.IN, by, at, shown, browser)
    return helper


@verb
def finish(helper, *, by, at, shown=None, browser=""):
    """做完了, at this moment; the hours begin when he came. What it earns is decided when others agreed it."""
    if shown is not None and not shown.is_good(at):
        raise RuleBroken(STALE)
    helper = lock_helper(helper)
    if helper.status == HelperStatus.ACCEPTED:
        raise RuleBroken("还没有记“到岗”。先签到，做完再点。")
    if helper.status == HelperStatus.ARRIVED:
        advance(helper, "finish", by=by, at=at, ended_at=max(at, helper.started_at))
    _seen(helper, CheckKind.OUT, by, at, shown, browser)
    return helper


def _seen(helper, kind, by, at, shown, browser):
    person = helper.volunteer.person
    if shown is None:
        how = how_said(by, helper.volunteer)
    elif by.pk not in (person.user_id, person.staff_id):
        raise NotYours("扫码要本人来扫。")
    else:
        how = witness(shown, person, browser)
    said = {"source": helper.source, "volunteer": helper.volunteer, "kind": kind, "how": how}
    check_in(**said, by=by, at=at, browser=browser, shown_by=shown.shown_by if shown else "")


@verb
def call_roll(activity, *, by, at, came=(), helpers_came=(), helpers_gone=(), browser=""):
    """点名 by whoever runs the unit: residents who are here, helpers who came and went.

    Of helpers only those for whom he may vouch. Returns how many were new.
    """
    activity = lock(activity)
    _must_be_unit(activity, by, at)
    begun(activity, at)
    new = sum(_called(activity, party, CameHow.ROLL, by, at) for party in _in_order(came))
    for way, chosen in ((arrive, helpers_came), (finish, helpers_gone)):
        for helper in _in_order(chosen):
            why = bar(by, Helper.objects.select_related("volunteer__person__user").get(pk=helper.pk).volunteer.person)
            if why:
                raise RuleBroken(why)
            way(helper, by=by, at=at, browser=browser)
            new += 1
    return new


def _in_order(rows):
    return sorted(rows, key=lambda row: row.pk)


def _must_be_unit(activity, by, at):
    if not is_unit(by, activity, at):
        raise NotYours("签到由承办的所站来管。")


def _called(activity, party, how, by, at):
    row = Attendance.objects.select_related("person", "user").get(pk=party.pk, activity=activity)
    row.activity = activity
    if row.status == AttendanceStatus.CAME:
        return 0
    _arrived(row, how=how, by=by, at=at)
    return 1


@verb
def type_sheet(activity, *, by, at, came=()):
    """The paper sheet typed back by the unit, while it is not wrapped up; marked as such. Returns how many were new.

    Helpers' hours are stated at the wrap-up: paper is nobody's check-in.
    """
    activity = lock(activity)
    _must_be_unit(activity, by, at)
    begun(activity, at)
    return sum(_called(activity, party, CameHow.SHEET, by, at) for party in _in_order(came))


@verb
def walk_in(activity, *, person, by, at, user=None, people=1, shown=None, how=CameHow.ROLL):
    """Who comes without having signed up takes free seats and is here at once: by the unit, or by the wall's code."""
    if shown is not None and not shown.is_good(at):
        raise RuleBroken(STALE)
    activity = lock(activity)
    if shown is None:
        _must_be_unit(activity, by, at)
    begun(activity, at)
    known = known_place(activity, person, user)
    if known:
        return _arrived(lock_attendance(known), how=CameHow.CODE if shown else how, by=by, at=at, people=people)
    most = rule_of(activity, at).party_most
    if not 1 <= people <= most:
        raise RuleBroken(f"一次最多记 {most} 个人。", field="people")
    turn = one(WALK_IN, {"id": activity.pk, "people": people})
    if turn is None:
        raise RuleBroken(f"座位满了（{activity.quota} 个），为了安全不能再进人了。", field="people")
    party = Attendance(
        activity=activity, person=person, user=user, turn=turn, people=people, status=AttendanceStatus.SIGNED,
        created_at=at, entered_by=None if user else by,
    )  # fmt: skip
    if not insert_unless_taken(party):
        raise RuleBroken("刚才已经记过了，请刷新看看。")
    record(party, step="sign_up", by=by if user is None else user, at=at)
    return _arrived(party, how=CameHow.CODE if shown else how, by=by, at=at)


def place_of(activity, volunteer):
    """The volunteer's place at the activity, or None."""
    rows = Helper.objects.filter(activity=activity, volunteer=volunteer, status__in=PLACED)
    return rows.select_related("activity__division", "volunteer__person").first()
