"""Lists that go out: masked unless somebody with the duty says why, many people in clear only with a second person."""

import secrets
from datetime import timedelta
from io import BytesIO

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.utils import timezone

from civcenter.accounts.duties import DUTIES, Duty
from civcenter.accounts.models import Appointment
from civcenter.accounts.roles import Role
from civcenter.kit import books, jobs
from civcenter.kit.errors import OutOfTurn, RuleBroken
from civcenter.kit.identity import mask_document
from civcenter.kit.secrets import seal_bytes, unseal_bytes
from civcenter.kit.text import mask_name, mask_phone
from civcenter.kit.verbs import verb
from civcenter.notices.actions import tell
from civcenter.residents.models import RevealLog
from volunteers.choices import ExportState, VolunteerStatus
from volunteers.columns import COLUMNS
from volunteers.models import Export, Volunteer

BUILD = "volunteers.build_export"
ALONE = 500
"""So many people in clear one may take out alone; beyond it somebody else at the county agrees (trust, section 4)."""
KEPT = timedelta(hours=24)
SIZE = 2000
WIDTHS = {"document_no": 22, "home": 24, "phone": 14, "email": 24, "skills": 18, "talents": 18, "kinds": 18, "unit": 18}


def listed(division, status):
    """The volunteers of a list; who erased himself is in none."""
    rows = Volunteer.objects.within([division]).exclude(status=VolunteerStatus.ERASED)
    return rows.filter(status=status) if status else rows


@verb
def ask(*, division, is_clear, status, reason, by, at):
    """Somebody wants a list. Masked, or few people in clear: it is made; else it waits for a second person."""
    if is_clear and not by.holds(Duty.REVEAL, division.pk):
        raise PermissionDenied("看联系方式和证件号不在您的职责里。请找管这里的同事导。")
    if is_clear and len(reason) < 2:
        raise RuleBroken("要写明电话和证件号，得写一句为什么，会留下记录。", field="reason")
    rows = listed(division.pk, status).count()
    waits = is_clear and rows > ALONE
    export = Export.objects.create(
        division=division,
        is_clear=is_clear,
        status=status,
        reason=reason[:100],
        rows=rows,
        by=by,
        at=at,
        state=ExportState.ASKED if waits else ExportState.BUILDING,
    )
    if waits:
        _tell_others(export, at)
    else:
        _start(export, at)
    return export


def _start(export, at):
    jobs.ask(BUILD, export.pk, source=f"export:{export.pk}", at=at)


def may_decide(user, export):
    """A second person with the duty at the county, never who asked."""
    return user.pk != export.by_id and user.holds(Duty.REVEAL, export.place[:6])


def _tell_others(export, at):
    roles = [role for role, duties in DUTIES.items() if Duty.REVEAL in duties and role == Role.OFFICE]
    posts = Appointment.objects.current(timezone.localdate(at)).filter(role__in=roles, division=export.place[:6])
    for post in posts.exclude(user=export.by).select_related("user"):
        tell(
            user=post.user,
            text=f"{export.by.name}要导出 {export.rows} 名志愿者的电话和证件号，等您看看该不该给。",
            link=f"/desk/exports/{export.pk}/",
            source=f"export:{export.pk}:{post.user_id}",
            at=at,
        )


@verb
def decide(export, *, agree, by, at):
    """The second person says yes or no."""
    if not may_decide(by, export):
        raise RuleBroken("要由县里另一位有这项职责的同事来定，自己要的自己不能批。")
    state = ExportState.BUILDING if agree else ExportState.REFUSED
    waiting = Export.objects.filter(pk=export.pk, state=ExportState.ASKED)
    if not waiting.update(state=state, approved_by=by, decided_at=at):
        raise OutOfTurn("同意导出")
    if agree:
        _start(export, at)
    word = "同意了" if agree else "没有同意"
    link = f"/desk/exports/{export.pk}/"
    tell(user=export.by, text=f"您要的名单，{by.name}{word}。", link=link, source=f"export:{export.pk}:said", at=at)


def build(export, *, at):
    """Make the file, sealed on the disk. Begun twice, the second leaves what the first made."""
    if export.state != ExportState.BUILDING:
        return
    body = BytesIO()
    heads = [column.title for column in COLUMNS]
    widths = [WIDTHS.get(column.key, 12) for column in COLUMNS]
    books.write(body, [("志愿者", heads, _lines(export), widths)], mark(export, at))
    name = f"exports/{secrets.token_urlsafe(16)}"
    path = settings.MEDIA_ROOT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(seal_bytes(body.getvalue()))
    if not _made(export, name, at):
        path.unlink()


@verb
def _made(export, name, at):
    building = Export.objects.filter(pk=export.pk, state=ExportState.BUILDING)
    changed = building.update(state=ExportState.READY, file=name, made_at=at)
    if changed:
        link = f"/desk/exports/{export.pk}/"
        text = "您要的志愿者名单做好了，24 小时内来下载。"
        tell(user=export.by, text=text, link=link, source=f"export:{export.pk}:made", at=at)
    return changed


def mark(export, at):
    """Who took it out, when and why: on every page of the list."""
    when = f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
    who = export.by.name or export.by.username
    what = f"含个人信息，理由：{export.reason}" if export.is_clear else "姓名、电话、证件号已遮住"
    return f"{who} {when} 导出 {export.pk} 号，{what}。不得外传。"


def _lines(export):
    rows = listed(export.division_id, export.status).select_related("person", "division__parent").order_by("pk")
    rows = rows.prefetch_related("kinds", "talents", "skills__skill")
    for volunteer in rows.iterator(SIZE):
        yield [_cell(volunteer, column.key, export.is_clear) for column in COLUMNS]


def _cell(volunteer, key, clear):
    person = volunteer.person
    parent = volunteer.division.parent
    cells = {
        "name": lambda: person.name if clear else mask_name(person.name),
        "document_kind": person.get_document_kind_display,
        "document_no": lambda: person.document_no if clear else mask_document(person.document_no),
        "born_on": lambda: str((person.born_on if clear else person.born_on.year) if person.born_on else ""),
        "sex": person.get_sex_display,
        "phone": lambda: person.phone if clear else mask_phone(person.phone),
        "home": lambda: (parent.name if parent else "") + volunteer.division.name,
        "political": lambda: volunteer.get_political_display() if clear else "",
        "education": volunteer.get_education_display,
        "skills": lambda: "、".join(skill.skill.name for skill in volunteer.skills.all()),
        "talents": lambda: "、".join(talent.name for talent in volunteer.talents.all()),
        "kinds": lambda: "、".join(kind.name for kind in volunteer.kinds.all()),
        "email": lambda: volunteer.email if clear else "",
        "national_no": lambda: (volunteer.national_no or "") if clear else "",
        "unit": lambda: volunteer.brought_by,
    }
    return cells[key]()


@verb
def take(export, *, by, at):
    """The clear bytes of a list that is ready, within a day and for who asked for it; every look is on record."""
    fresh = Export.objects.filter(pk=export.pk, state=ExportState.READY, made_at__gt=at - KEPT, by=by)
    if not fresh.update(taken=F("taken") + 1):
        raise RuleBroken("这份名单过期了，或不是您要的。要用就再导一次。")
    if export.is_clear:
        RevealLog.objects.create(
            division_id=export.place,
            user=by,
            about=f"志愿者名单 {export.pk}（{export.rows} 人）",
            what="电话和证件号码",
            reason=export.reason,
            at=at,
        )
    return unseal_bytes((settings.MEDIA_ROOT / export.file).read_bytes())


def tidy(*, at):
    """Delete the files of yesterday; the rows stay as the record. Returns how many."""
    old = list(Export.objects.filter(state=ExportState.READY, made_at__lte=at - KEPT))
    for export in old:
        _expire(export)
        (settings.MEDIA_ROOT / export.file).unlink(missing_ok=True)
    return len(old)


@verb
def _expire(export):
    Export.objects.filter(pk=export.pk).update(state=ExportState.EXPIRED, file="")
