"""One county with a row in every state, so that every page and every step has something to stand on."""

from datetime import date, timedelta
from types import SimpleNamespace

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from civcenter.accounts.models import User
from civcenter.accounts.roles import Role
from civcenter.kit.secrets import lookup
from civcenter.notices.actions import tell
from civcenter.notices.models import Notice
from civcenter.portal.actions import open_screen
from civcenter.residents.models import ConsentText, Person
from civcenter.rules.models import CalendarDay, RuleDocument
from incentives.actions import announce, give, propose_late
from incentives.models import Star, StarRule
from orders.actions import claims, orders, wishes
from orders.flow import Proof
from orders.hands import Bearer
from orders.models import Order, Wish
from tests import factories as make
from tests.trust import hours, plan_routes, points, praise, routes_inspections, shop_routes
from tests.trust.activity_routes import activities
from tests.volunteers import lists
from volunteers.actions import (
    add_organisation,
    add_unit,
    appeal,
    ask_to_join,
    certificates,
    exports,
    fill_roster,
    finalize,
    found_team,
    note_record,
    renew_feed,
    report_headcount,
    suspend,
    vouch,
)
from volunteers.models import (
    Backbone,
    BackboneStage,
    Export,
    Policy,
    Qualification,
    RosterGroup,
    ServiceKind,
    Training,
    Volunteer,
)
from volunteers.rosterfile import Row

HOME = (make.COUNTY, make.TOWNSHIP, make.VILLAGE)
FAR = (make.OTHER_COUNTY, f"{make.OTHER_COUNTY}100", f"{make.OTHER_COUNTY}100201")
PLAIN = SimpleNamespace(wish="家里的事", name="周大娘", title="上门帮忙", note="说好了")


def people(codes, text=PLAIN):
    """The places of a county and who works there; usernames carry the county's code."""
    county, township, village = codes
    staff = {
        "office": (Role.OFFICE, county),
        "manager": (Role.STATION_MANAGER, village),
        "leader": (Role.LEADER, county),
        "auditor": (Role.AUDITOR, county),
        "sysadmin": (Role.SYSADMIN, county),
    }
    c = SimpleNamespace(
        code=county,
        text=text,
        center=make.place(county, f"{county}县"),
        branch=make.place(township, f"{township}镇", county),
        station=make.place(village, f"{village}村", township),
        resident=make.phone_user(make.fresh_phone()),
    )
    for name, (role, code) in staff.items():
        setattr(c, name, make.staff(f"{name}-{county}", role, code))
    User.objects.filter(pk=c.sysadmin.pk).update(is_staff=True)
    c.volunteer = make.volunteer(code=village, reviewer=c.manager, name=text.name)
    c.helper = make.volunteer(code=village, reviewer=c.manager, name=text.name)
    return c


def county(at, codes=HOME, text=PLAIN):
    """The county with everything that can be in it at `at`; `rows` holds one row for each state by name."""
    c = people(codes, text)
    c.at, c.rows = (
        at,
        {
            "outpost": c.station,
            "county": c.center.division,
            "division": c.station.division,
            "person": c.volunteer.person,
        },
    )
    _wishes(c)
    _unserved(c)
    _serving(c)
    _served(c)
    doubted = _unvouched(c, 7)
    c.rows["record"] = _unvouched(c, 5)
    c.rows["suspicion"] = appeal(doubted, by=c.volunteer.person.user, at=at, words=c.text.note)
    c.rows["feed"] = renew_feed(c.volunteer, at=at)
    _stars(c)
    _late(c)
    c.rows |= points.rows(c)
    _certificates(c, codes)
    _proof(c)
    c.rows["volunteer"] = make.volunteer(code=codes[2], name=text.name, active=False, at=at)
    c.rows |= {"manager": c.manager, "post": c.manager.appointments.get(), "text": ConsentText.objects.first()}
    c.rows |= {"document": RuleDocument.objects.first(), "day": CalendarDay.objects.first()}
    _teams(c)
    c.rows |= hours.rows(c)
    _units(c)
    c.rows |= _register(c)
    c.rows |= shop_routes.rows(c)
    _lists(c)
    praise.honours(c)
    praise.courtesies(c)
    c.rows |= routes_inspections.rows(c)
    c.rows |= plan_routes.rows(c)
    activities(c)
    _notices(c)
    c.rows["screen"] = open_screen(division=c.center.division, name=text.note[:40], by=c.office, at=at)
    c.rows = {name: type(row).objects.get(pk=row.pk) for name, row in c.rows.items()}
    return c


def _lists(c):
    """An import in each state with a button, what does not agree, a list that went out and one that waits."""
    somebody = lists.somebody(1 if c.code == HOME[0] else 2, home=c.station.division_id, kinds="帮扶照料")
    place = {"code": c.station.division_id, "by": c.manager, "at": c.at}
    c.rows["import:written"] = lists.written(lists.xlsx([somebody]), **place)
    other = lists.written(lists.xlsx([somebody | {"phone": "19000029999", "talents": "五老"}]), **place)
    c.rows["conflict"] = other.conflicts.get()
    number = lists.number(3 if c.code == HOME[0] else 4)
    fresh = lists.xlsx([somebody | {"document_no": number}, somebody | {"document_no": number, "phone": "1"}])
    c.rows["import:checked"] = lists.brought(fresh, **place)
    c.rows["import:mapping"] = lists.brought(lists.xlsx([{0: "一", 1: "二"}], titles=["列", "栏"]), **place)
    wanted = {"division": c.station.division, "status": "", "reason": c.text.note, "by": c.manager, "at": c.at}
    c.rows["export"] = exports.ask(is_clear=False, **wanted)
    asked = exports.ask(is_clear=True, **wanted)
    Export.objects.filter(pk=asked.pk).update(state="asked")
    c.rows["export:asked"] = asked


def _late(c):
    """One volunteer whose service was forgotten, and one such service that waits for a second person."""
    c.rows["late:who"] = who = make.volunteer(code=c.station.division_id, reviewer=c.manager, name=c.text.name)
    hours = {"started_at": c.at - timedelta(days=3, hours=2), "ended_at": c.at - timedelta(days=3)}
    kind = ServiceKind.objects.get(code="care")
    c.rows["late:asked"] = propose_late(
        who, kind=kind, title=c.text.title, why=c.text.note, by=c.manager, at=c.at, **hours
    )


def _stars(c):
    """One star in every state that has a button; a volunteer of their own each, hours or not."""
    rules = {rule.star: rule for rule in StarRule.objects.filter(county="")}
    long_ago = c.at - timedelta(days=60)
    for name, at in (("reached", c.at), ("notice", c.at), ("due", long_ago), ("given", long_ago)):
        wearer = make.volunteer(code=c.station.division_id, reviewer=c.manager, name=c.text.name)
        star = Star.objects.create(
            volunteer=wearer, star=1, rule=rules[1], minutes=6000, division=c.station.division, reached_at=at
        )
        if name != "reached":
            announce(star, at=at)
        if name == "given":
            give(star, by=c.office, at=c.at)
        c.rows[f"star:{name}"] = star


def _teams(c):
    """A team that the volunteer leads and the helper asks to join; an organisation whose licence nobody saw."""
    own = {"kind": "township", "division": c.station.division, "at": c.at}
    c.rows["team"] = found_team(name=c.text.name, captain=c.volunteer, call=c.text.note, **own)
    c.rows["membership"] = ask_to_join(c.rows["team"], c.helper, by=c.helper.person.user, at=c.at)
    code, remark = f"{c.code}000000000000", "看过原件"
    c.rows["organisation"] = add_organisation(
        name=c.text.name, credit_code=code, division=c.station.division, code_remark=remark
    )


def _units(c):
    """A unit that told a number and has a list of which one person is known."""
    c.rows["unit"] = add_unit(name=c.text.name, kind="school", division=c.station.division, contact_name=c.text.name)
    senior = RosterGroup.objects.get(pk="senior")
    report_headcount(c.rows["unit"], group=senior, number=3, source=c.text.title, as_of=c.at.date(), at=c.at)
    known = c.volunteer.person
    rows = [Row(known.name, "", known.phone), Row(c.text.name, "", make.fresh_phone())]
    fill_roster(c.rows["unit"], group=senior, rows=rows, is_whole=True, at=c.at)


def _register(c):
    """Somebody an organisation brought in at the resident's phone, somebody paused, and somebody on the register."""
    number = make.citizen(date(1990, 3, 7), order=int(c.code[-3:]))
    brought = make.brought(c.station.division, name=c.text.name, phone=c.resident.phone, number=number, at=c.at)
    paused = make.volunteer(code=c.station.division_id, reviewer=c.manager, name=c.text.name, at=c.at)
    suspend(paused, by=c.manager, at=c.at, reason=c.text.note)
    return {"brought": brought, "paused": paused, "member": c.helper}


def asked(c, mark, at=None, **details):
    """A wish of words of its own; nobody's phone unless told."""
    details = {"name": c.text.name, **details}
    return make.wish(c.station, at=at or c.at, words=f"{c.text.wish}（{mark}）", **details)


def _wishes(c):
    own = {"phone": c.resident.phone, "is_verified": True}
    c.rows["wish:new"] = asked(c, "新", **own)
    c.rows["wish:second"] = asked(c, "另一件", phone=make.fresh_phone())
    c.rows["wish:asked"] = wishes.ask(asked(c, "问", **own), by=c.office, at=c.at, words=c.text.note)
    c.rows["wish:entered"] = asked(c, "代", phone="", entered_by=c.manager)
    refused = asked(c, "退", phone=make.fresh_phone())
    c.rows["wish:refused"] = wishes.refuse(refused, by=c.office, at=c.at, reason="paid", words=c.text.note)


def _order(c, mark, begin, order=None, **details):
    """A draft for two hours from `begin` on, made a day before; its wish's phone in `details`."""
    at = min(c.at, begin) - timedelta(days=1)
    wish = asked(c, mark, at=at, **{"phone": make.fresh_phone(), **details})
    changes = {"starts_at": begin, "ends_at": begin + timedelta(hours=2), **(order or {})}
    made = make.order(c, asked=[wish], at=at, title=c.text.title, details=c.text.note, needed=2, **changes)
    return made, wish, at


def _in_hall(c, mark, begin, **details):
    made, wish, at = _order(c, mark, begin, **details)
    orders.dispatch(made, unit=c.station, by=c.office, at=at, words=c.text.note)
    return orders.publish(made, by=c.manager, at=at), wish, at


def _unserved(c):
    day = timedelta(days=1)
    c.rows["order:draft"], c.rows["wish:planned"], _ = _order(c, "单", c.at + day)
    handed, _, at = _order(c, "派", c.at + 2 * day)
    orders.dispatch(handed, unit=c.station, by=c.office, at=at, volunteers=[c.volunteer])
    c.rows["order:dispatched"], c.rows["claim:offered"] = handed, handed.claims.get()
    c.rows["order:open"], _, _ = _in_hall(c, "厅", c.at + 3 * day)
    risky, _, at = _order(c, "险", c.at + 5 * day, order={"is_risky": True, "risks": "要爬高"})
    c.rows["order:risky"] = orders.dispatch(risky, unit=c.station, by=c.office, at=at)
    awaited, _, at = _in_hall(c, "接", c.at + 4 * day)
    c.rows["order:awaited"], c.rows["claim:accepted"] = awaited, make.taken(c, awaited, at=at)


def _arrived(c, mark, begin, **details):
    made, wish, at = _in_hall(c, mark, begin, **details)
    claim = make.taken(c, made, at=at)
    claims.arrive(claim, by=c.volunteer.person.user, at=begin)
    return made, wish, claim


def _serving(c):
    hour = timedelta(hours=1)
    c.rows["order:serving"], _, c.rows["claim:arrived"] = _arrived(c, "做", c.at - hour)
    said, _, claim = _arrived(c, "说", c.at - 5 * hour)
    _finish(c, claim, c.at - 5 * hour, c.at - 3 * hour)
    c.rows["order:said"], c.rows["claim:done"] = said, claim


def _finish(c, claim, begin, end):
    claims.finish(claim, by=c.volunteer.person.user, at=end, started_at=begin, ended_at=end)


def _served(c):
    begin, end = c.at - timedelta(hours=28), c.at - timedelta(hours=26)
    made, wish, claim = _arrived(c, "评", begin, phone=c.resident.phone, is_verified=True)
    orders.serve(made, by=c.manager, at=end, done=[(claim, begin, end)], words=c.text.note)
    c.rows["order:served"], c.rows["wish:served"] = made, wish
    begin = c.at - timedelta(days=3)
    made, wish, claim = _arrived(c, "差", begin)
    for turn in range(2):
        at = begin + timedelta(hours=2 + 2 * turn)
        made = Order.objects.get(pk=made.pk)
        if turn:
            orders.start(made, by=c.manager, at=at)
        orders.serve(made, by=c.manager, at=at, done=[] if turn else [(claim, begin, at)])
        wish = Wish.objects.get(pk=wish.pk)
        wishes.dispute(wish, by=Bearer(wish.pk, Proof.COOKIE), at=at + timedelta(hours=1), words=c.text.note)
    c.rows["order:disputed"], c.rows["wish:dissatisfied"] = made, wish


def _unvouched(c, ago):
    """Hours that the volunteer stated himself and a cookie confirmed: nobody vouched for them."""
    begin = c.at - timedelta(days=ago)
    end = begin + timedelta(hours=2)
    made, wish, claim = _arrived(c, "记", begin)
    _finish(c, claim, begin, end)
    orders.serve(made, by=c.volunteer.person.user, at=end)
    wish = Wish.objects.get(pk=wish.pk)
    wishes.confirm(wish, by=Bearer(wish.pk, Proof.COOKIE), at=end, stars=5, words=c.text.note)
    c.rows["order:closed"], c.rows["wish:confirmed"] = made, wish
    claim.refresh_from_db()
    return claim.record


def _certificates(c, codes):
    """An issued one and an application of the volunteer's, and one that waits for a signature."""
    other = make.volunteer(code=codes[2], reviewer=c.manager, name=c.text.name)
    for who, issuer in ((c.volunteer, c.station), (c.volunteer, c.branch), (other, c.station)):
        _final_record(c, who, issuer)
    c.rows["cert:issued"] = _asked(c, c.volunteer)
    certificates.prepare(c.rows["cert:issued"], by=c.office, at=c.at)
    certificates.issue(c.rows["cert:issued"], by=c.manager, at=c.at)
    c.rows["cert:applied"], c.rows["cert:prepared"] = _asked(c, c.volunteer), _asked(c, other)
    certificates.prepare(c.rows["cert:prepared"], by=c.office, at=c.at)


def _proof(c):
    """A training passed, a stage of the backbone, a policy."""
    day = timezone.localdate(c.at)
    c.rows["training"] = Training.objects.get(is_basic=True)
    c.rows["qualification"] = Qualification.objects.create(
        volunteer=c.volunteer, training_id="first-aid", passed_on=day, how="desk", entered_by=c.manager, entered_at=c.at
    )
    first = BackboneStage.objects.first()
    Backbone.objects.create(volunteer=c.volunteer, stage=first, since=c.at, put_by=c.manager)
    c.rows["on track"] = c.volunteer
    year = DateRange(day, day + timedelta(days=365))
    c.rows["policy"] = Policy.objects.create(
        division_id=c.code, insurer="人保", number=c.code, period=year, covers=c.text.note, cost_per_head=1
    )


def _final_record(c, who, issuer):
    begin = c.at - timedelta(days=20, hours=issuer.pk % 7)
    times = {"started_at": begin, "ended_at": begin + timedelta(minutes=50), "at": c.at}
    kind = ServiceKind.objects.get(code="care")
    source = f"test:{who.pk}:{issuer.pk}"
    record = note_record(
        volunteer=who, division=issuer.division, organiser=issuer, kind=kind, title=c.text.title, evidence="B",
        source=source, **times,
    )  # fmt: skip
    vouch(record, at=c.at, how="unit", by=c.manager)
    finalize(record, at=c.at)


def _asked(c, who):
    document = f"9900001990010{who.pk:05d}"
    Person.objects.filter(pk=who.person_id).update(
        document_kind="citizen", document_no=document, document_key=lookup(document)
    )
    who = Volunteer.objects.select_related("person__user").get(pk=who.pk)
    day = timezone.localdate(c.at)
    period = {"first_on": day - timedelta(days=90), "last_on": day}
    return certificates.apply_for_certificate(who, issuer=c.station, by=who.person.user, at=c.at, **period)


def _notices(c):
    for name, user in (("resident", c.resident), ("manager", c.manager)):
        tell(user=user, text=c.text.note, source=f"{c.code}:{name}", at=c.at, link="/")
        c.rows[f"notice:{name}"] = Notice.objects.get(source=f"{c.code}:{name}:inbox")
    stuck = Notice.objects.filter(channel=Notice.Channel.SMS, county=c.code).order_by("pk").first()
    Notice.objects.filter(pk=stuck.pk).update(state=Notice.State.DEAD)
    c.rows["sms"] = stuck
