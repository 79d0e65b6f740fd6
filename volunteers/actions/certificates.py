"""服务证明: applied for, checked by a handler, signed by a second person, refused, revoked."""

import hashlib
import json
from collections import Counter
from datetime import datetime, time, timedelta

from django.db import connection
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.utils import timezone

from civcenter.accounts.duties import Duty
from civcenter.accounts.models import Appointment
from civcenter.accounts.roles import MANAGING
from civcenter.hierarchy.models import Outpost
from civcenter.kit.errors import NotYours, OutOfTurn, RuleBroken
from civcenter.kit.jobs import ask
from civcenter.kit.rows import insert_unless_taken
from civcenter.kit.text import hours
from civcenter.kit.verbs import verb
from civcenter.kit.worktime import add_work_minutes
from civcenter.notices.actions import tell
from civcenter.rules.models import calendar_for
from volunteers.actions.service import bar
from volunteers.choices import CertificateStatus, Evidence, RecordStatus, VolunteerStatus
from volunteers.models import Certificate, CertificateRule, ServiceRecord
from volunteers.register_numbers import new_word, number_of

DRAW = "draw_certificate"
WORKDAY_MINUTES = 8 * 60
NO_DOCUMENT = "登记里还没有您的证件号码，开不了证明。带身份证到站上补上，再来申请。"
NOTHING = "这段时间在这个单位还没有入册的服务。换个时间段，或等时长核实入册后再申请。"
ENTITLED = (VolunteerStatus.ACTIVE, VolunteerStatus.SUSPENDED, VolunteerStatus.LEFT)
NEXT = """INSERT INTO volunteers_certificateregister (county, year, last) VALUES (%s, %s, 1)
          ON CONFLICT (county, year) DO UPDATE SET last = volunteers_certificateregister.last + 1 RETURNING last"""


def records_of(volunteer, issuer, first_on, last_on):
    """The volunteer's records of service that this outpost organised, begun on one of these local days."""
    zone = timezone.get_current_timezone()
    begin, end = (datetime.combine(day, time(), zone) for day in (first_on, last_on + timedelta(days=1)))
    rows = ServiceRecord.objects.filter(volunteer=volunteer, started_at__gte=begin, started_at__lt=end)
    own = Q(organiser=issuer) | Q(organiser=None, division=issuer.division_id)
    return rows.filter(own).select_related("kind").order_by("started_at", "pk")


def issuers_of(volunteer):
    """The outposts that organised final service of this volunteer, with times and minutes; most first."""
    final = ServiceRecord.objects.final().filter(volunteer=volunteer, minutes__gt=0)
    mine = final.filter(Q(organiser=OuterRef("pk")) | Q(organiser=None, division=OuterRef("division")))
    per = mine.order_by().values("volunteer")
    rows = Outpost.objects.filter(county__in=final.values("county"))
    rows = rows.annotate(
        times=Subquery(per.annotate(n=Count("pk")).values("n")),
        minutes=Subquery(per.annotate(n=Sum("minutes")).values("n")),
    )
    return rows.filter(times__isnull=False).order_by(F("minutes").desc(), "pk")


@verb
def apply_for_certificate(volunteer, *, issuer, first_on, last_on, by, at, purpose=""):
    """The volunteer asks the outpost that organised his service for a certificate of a period; free of charge."""
    if volunteer.status not in ENTITLED or by.pk not in (volunteer.person.user_id, volunteer.person.staff_id):
        raise NotYours("证明要志愿者本人来申请。")
    return _asked(volunteer, issuer, first_on, last_on, at, purpose=purpose)


@verb
def apply_for_somebody(volunteer, *, issuer, first_on, last_on, by, at, purpose=""):
    """The station asks for somebody who has no phone and stands before it; who asked does not sign."""
    if volunteer.status not in ENTITLED or not by.holds(Duty.ENTER, volunteer.place):
        raise NotYours("代人申请证明，由管他的所、站来办。")
    if volunteer.person.user_id:
        raise RuleBroken("这位有手机，请他自己在手机上申请。")
    why = bar(by, volunteer.person)
    if why:
        raise RuleBroken(why)
    return _asked(volunteer, issuer, first_on, last_on, at, purpose=purpose, asked_by=by)


def _asked(volunteer, issuer, first_on, last_on, at, **more):
    if not volunteer.person.document_no:
        raise RuleBroken(NO_DOCUMENT)
    if first_on > last_on:
        raise RuleBroken("结束那天不能早于开始那天。", field="last_on")
    if last_on > timezone.localdate(at):
        raise RuleBroken("结束那天还没到，最晚写今天。", field="last_on")
    if not records_of(volunteer, issuer, first_on, last_on).final().exists():
        raise RuleBroken(NOTHING, field="issuer")
    asked = Certificate(
        division_id=issuer.division_id,
        issuer=issuer,
        volunteer=volunteer,
        first_on=first_on,
        last_on=last_on,
        applied_at=at,
        due_at=_due(issuer.county, at),
        **more,
    )
    if not insert_unless_taken(asked):
        raise RuleBroken("您在这个单位申请的一份还没开好，不用再申请。要换时间段，先撤回那一份。")
    _tell_place(issuer, f"有人申请服务证明，请在 {_day(asked.due_at)} 前开好。", f"certificate:{asked.pk}", asked, at)
    return asked


def _due(county, at):
    day = timezone.localdate(at)
    days = CertificateRule.objects.at(day, county).get().working_days
    calendar = calendar_for(day, day + timedelta(days=3 * days + 30))
    return add_work_minutes(at, days * WORKDAY_MINUTES, calendar)


@verb
def prepare(certificate, *, by, at):
    """The handler (经办人) freezes what is on record; a second look freezes it anew. Never his own."""
    certificate = _locked(certificate)
    _may(by, certificate, Duty.ENTER, "证明由出具单位的经办人核对。")
    content, identity = collect(certificate)
    if not content["count"]:
        raise RuleBroken(NOTHING)
    _move(
        certificate,
        "核对",
        (CertificateStatus.APPLIED, CertificateStatus.PREPARED),
        CertificateStatus.PREPARED,
        handler=by,
        prepared_at=at,
        content=content,
        identity=json.dumps(identity, ensure_ascii=False),
        digest=digest(content, identity),
    )
    _tell_place(
        certificate.issuer, "有一份服务证明核对好了，等负责人签发。", f"prepared:{certificate.pk}", certificate, at
    )


def collect(certificate):
    """What the books say now: service without anything personal, and who it is about."""
    rows = list(records_of(certificate.volunteer, certificate.issuer, certificate.first_on, certificate.last_on))
    final = [row for row in rows if row.status == RecordStatus.FINAL and row.minutes]
    unproved = sum(row.minutes for row in rows if row.status == RecordStatus.NOTED)
    kinds, times, grades = Counter(), Counter(), Counter()
    for row in final:
        kinds[row.kind.name] += row.minutes
        times[row.kind.name] += 1
        grades[Evidence(row.evidence).label] += 1
    content = {
        "issuer": certificate.issuer.name,
        "phone": certificate.issuer.phone,
        "count": len(final),
        "minutes": sum(kinds.values()),
        "kinds": [{"name": name, "count": times[name], "minutes": total} for name, total in kinds.most_common()],
        "grades": dict(sorted(grades.items())),
        "unproved": unproved,
        "rows": [[row.pk, f"{timezone.localdate(row.started_at):%Y-%m-%d}", row.minutes] for row in final],
    }
    person = certificate.volunteer.person
    identity = {
        "name": person.name,
        "document_kind": person.get_document_kind_display(),
        "document_no": person.document_no,
        "number": certificate.volunteer.number,
    }
    return content, identity


def digest(content, identity):
    """One hash over all that was frozen."""
    return hashlib.sha256(json.dumps([content, identity], sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@verb
def issue(certificate, *, by, at):
    """The person in charge (负责人) signs what the handler froze: another person, and the books must still say it."""
    certificate = _locked(certificate)
    _may(by, certificate, Duty.MANAGE, "证明由出具单位的负责人签发。")
    if by.pk in (certificate.handler_id, certificate.asked_by_id):
        raise RuleBroken("经办、代申请的和签发的要两个人。请另一位负责人，或上一级来签。")
    if certificate.status != CertificateStatus.PREPARED:
        raise OutOfTurn("签发")
    if digest(*collect(certificate)) != certificate.digest:
        raise RuleBroken("核对以后记录有变动，请经办人再核一遍，再来签。")
    _move(
        certificate,
        "签发",
        (CertificateStatus.PREPARED,),
        CertificateStatus.ISSUED,
        head=by,
        decided_by=by,
        decided_at=at,
        number=_next_number(certificate.county, timezone.localdate(at).year),
        word=new_word(),
    )
    ask(DRAW, certificate.pk, source=f"{DRAW}:{certificate.pk}", at=at)
    _tell_volunteer(certificate, f"您申请的服务证明开好了，编号 {certificate.number}。", "issued", at)


def _next_number(county, year):
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [county, year])
        return number_of(county, year, cursor.fetchone()[0])


@verb
def refuse_certificate(certificate, *, by, at, reason):
    """Not issued, with the reason the volunteer reads; he may apply again."""
    certificate = _locked(certificate)
    _may(by, certificate, Duty.ENTER, "不开要由出具单位的人写明原因。")
    changes = {"decided_by": by, "decided_at": at, "reason": _reason(reason)}
    _move(certificate, "不开", _OPEN, CertificateStatus.REFUSED, **changes)
    _tell_volunteer(certificate, f"您申请的服务证明没有开：{reason}", "refused", at)


@verb
def withdraw_certificate(certificate, *, by, at):
    """The volunteer wants it no more."""
    certificate = _locked(certificate)
    if not is_own(by, certificate):
        raise NotYours("撤回要志愿者本人来点。")
    _move(certificate, "撤回", _OPEN, CertificateStatus.WITHDRAWN, decided_by=by, decided_at=at)


@verb
def revoke(certificate, *, by, at, reason):
    """An issued one is void from now on; it stays on the register, and whoever checks it is told."""
    certificate = _locked(certificate)
    _may(by, certificate, Duty.MANAGE, "作废由出具单位的负责人来办。")
    changes = {"revoked_at": at, "reason": _reason(reason)}
    _move(certificate, "作废", (CertificateStatus.ISSUED,), CertificateStatus.REVOKED, **changes)
    _tell_volunteer(certificate, f"证明 {certificate.number} 作废了：{reason}", "revoked", at)


_OPEN = (CertificateStatus.APPLIED, CertificateStatus.PREPARED)


def _reason(words):
    if not words:
        raise RuleBroken("写一句为什么，志愿者会看到。", field="reason")
    return words[:200]


def _locked(certificate):
    rows = Certificate.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("volunteer__person__user", "issuer").get(pk=certificate.pk)


def is_own(user, certificate):
    person = certificate.volunteer.person
    return user.pk in (person.user_id, person.staff_id)


def may_handle(user, certificate, duty):
    """Who works on a certificate at its issuer; not on his own, and not before he said who he is."""
    return user.holds(duty, certificate.place) and not bar(user, certificate.volunteer.person)


def _may(by, certificate, duty, sentence):
    why = bar(by, certificate.volunteer.person)
    if why:
        raise RuleBroken(f"{why}证明也一样。")
    if not by.holds(duty, certificate.place):
        raise NotYours(sentence)


def _move(certificate, label, sources, target, **changes):
    moved = Certificate.objects.filter(pk=certificate.pk, status__in=sources)
    if not moved.update(status=target, **changes):
        raise OutOfTurn(label)
    for name, value in {"status": target, **changes}.items():
        setattr(certificate, name, value)


def _tell_volunteer(certificate, text, step, at):
    user = certificate.volunteer.person.user
    if user:
        link = f"/volunteer/certificates/{certificate.pk}/"
        tell(user=user, text=text, link=link, source=f"certificate:{certificate.pk}:{step}", at=at)


def _tell_place(outpost, text, source, certificate, at):
    """Whoever runs the outpost; where nobody does, the level above it."""
    posts = []
    while outpost and not posts:
        running = Appointment.objects.current(timezone.localdate(at)).filter(division=outpost.division_id)
        posts = list(running.filter(role__in=MANAGING).select_related("user"))
        outpost = None if posts else outpost.above
    for post in posts:
        link = f"/desk/certificates/{certificate.pk}/"
        tell(user=post.user, text=text, link=link, source=f"{source}:{post.user_id}", at=at)


def _day(moment):
    local = timezone.localtime(moment)
    return f"{local.month} 月 {local.day} 日"


@verb
def remind_of_certificates(*, at):
    """A day before it is due the issuer is told once, when it is late the level above; returns how many are late."""
    waiting = Certificate.objects.open().filter(due_at__lte=at + timedelta(days=1)).select_related("issuer__division")
    late = 0
    for row in waiting.order_by("due_at")[:200]:
        _tell_place(row.issuer, f"一份服务证明要在 {_day(row.due_at)} 前开好。", f"due:{row.pk}", row, at)
        if row.due_at <= at:
            late += 1
            above = row.issuer.above or row.issuer
            _tell_place(above, f"{row.issuer.name}有一份服务证明超过时限没开。", f"late:{row.pk}", row, at)
    return late


def shown(certificate):
    """What the pages and the paper say of a prepared certificate: times in words, its kinds as rows."""
    content = certificate.content
    return {
        "count": content["count"],
        "hours": hours(content["minutes"]),
        "kinds": [{**kind, "hours": hours(kind["minutes"])} for kind in content["kinds"]],
        "remark": unproved_remark(content),
    }


def unproved_remark(content):
    if not content["unproved"]:
        return ""
    return f"另有 {hours(content['unproved'])}还没有核实入册，按规定不写进证明。"
