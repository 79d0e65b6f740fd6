"""30b, 30c: signing up by phone code on one page, what one has signed up for, and the one tap of a reminder."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from civcenter.accounts import sessions
from civcenter.accounts.actions import check_code, send_code
from civcenter.kit.forms import act
from civcenter.kit.gate import by_phone, fetch, open_view
from civcenter.kit.secrets import seal, unseal
from civcenter.notices.models import Notice
from civcenter.residents.actions import come_in, new_person
from civcenter.residents.middleware import CHOSEN
from projects.activities import actions, telling
from projects.activities.actions.reminding import row_of
from projects.activities.flow import AttendanceStatus, HelperStatus, Understood
from projects.activities.forms.public import SignUp
from projects.activities.models import Attendance
from projects.activities.policies import rule_of
from projects.activities.public.pages import party_of, person_here, shown

ASKED = "sign_up_phone"
"""Session key: the sealed phone to which this browser asked a code while signing up."""

TYPED_OR_SHOWN = require_http_methods(["GET", "HEAD", "POST"])
ROWS = Attendance.objects.select_related("activity__unit", "activity__division__parent", "person", "user")


@open_view
@TYPED_OR_SHOWN
def sign_up(request, pk):
    """One page: how many, name, phone, and once the SMS was asked for, its six digits."""
    row, at = shown(pk), timezone.now()
    if party_of(request, row):
        return redirect("activities:signed", pk)
    if request.user.is_authenticated and request.user.is_official:
        return redirect("desk_activities:enter", pk)
    form = _form(request, row, at, code_for="" if "again" in request.POST else _asked(request))
    if form.is_valid():
        user = _who(request, form, at)
        if user and act(form, partial(_sign, row, request.person, user, form), at=at):
            request.session.pop(ASKED, None)
            return redirect("activities:signed", pk)
        if user is None and not form.errors:
            form = _form(request, row, at, code_for=_asked(request)).unjudged()
    phone = _asked(request)
    context = {"activity": row, "form": form, "at": at, "takes_names": row.takes_names(at), "phone": phone}
    context["shown"] = Notice.objects.last_code(phone) if phone else ""
    return render(request, "activities/public/sign_up.html", context, status=form.status)


def _asked(request):
    """The phone to which this browser asked a code, or nothing."""
    return unseal(request.session[ASKED]) if ASKED in request.session else ""


def _form(request, row, at, code_for):
    known = _is_known(request)
    told = {"most": rule_of(row, at).party_most, "person": request.person if known else None, "knows_phone": known}
    return SignUp(request.POST if request.method == "POST" else None, activity=row, code_for=code_for, **told)


def _is_known(request):
    return bool(request.user.is_authenticated and request.user.phone_key)


def _who(request, form, at):
    return request.user if _is_known(request) else _by_code(request, form, at)


def _by_code(request, form, at):
    """The phone's log-in once its code is right; None while the code is on its way, or with an error in the form."""
    said = form.cleaned_data
    if "code" not in form.fields:
        act(form, send_code, phone=said["phone"], browser=request.browser, at=at)
        if not form.errors:
            request.session[ASKED] = seal(said["phone"])
        return None
    user = act(form, check_code, phone=said["phone"], code=said["code"], browser=request.browser, at=at)
    if user:
        sessions.come_in_by_phone(request, user)
        known = person_here(user, said.get("name", ""))
        person = known or new_person(name=said["name"], at=at, phone=said["phone"], user=user)
        request.session[CHOSEN] = come_in(person, user=user).pk
    return user


def _sign(row, person, user, form, *, at):
    name = form.cleaned_data.get("name", "")
    who = person or person_here(user, name) or new_person(name=name, at=at, phone=user.phone, user=user)
    return actions.sign_up(row, person=who, user=user, by=user, at=at, **form.said())


@by_phone
@require_safe
def signed(request, pk):
    """30c: the seats, the code to show at the door, what will be asked when."""
    row = shown(pk)
    party = party_of(request, row)
    if party is None:
        return redirect("activities:activity", pk)
    link = request.build_absolute_uri(f"/desk/attendances/{party.pk}/arrive/")
    ahead = row.attendances.in_line().filter(turn__lt=party.turn).count() if party.status == "waiting" else 0
    context = {"activity": row, "party": party, "link": link, "ahead": ahead, "at": timezone.now()}
    return render(request, "activities/public/signed.html", context)


@by_phone
@require_POST
def step(request, pk, step):
    """我来, 来不了了, 听懂没有: each one tap."""
    party, at = fetch(request.user, ROWS, pk=pk), timezone.now()
    if step == "confirm":
        actions.confirm(party, by=request.user, at=at)
        messages.success(request, "位子是您的了，到时候见。")
    elif step == "leave":
        actions.leave(party, by=request.user, at=at)
        messages.success(request, "位子让出来了，谢谢您说一声。")
    elif step in Understood.values:
        actions.say_understood(party, by=request.user, at=at, understood=step)
        messages.success(request, "记下了，谢谢您。")
    else:
        raise Http404
    return redirect("activities:activity", party.activity_id)


@open_view
@TYPED_OR_SHOWN
def answer(request, token):
    """The reminder's link: 能来 or 不能来, for whoever got the message; no log-in, nothing else of anybody."""
    said = telling.whose_answer(token)
    row = said and row_of(*said)
    if row is None:
        raise Http404
    at, by = timezone.now(), _hand(row)
    if request.method == "POST":
        _answered(request, row, by, at)
        return redirect(request.path)
    live = row.status in (AttendanceStatus.SIGNED, AttendanceStatus.INVITED, HelperStatus.ACCEPTED)
    context = {"row": row, "activity": row.activity, "live": live and row.activity.starts_at > at, "at": at}
    return render(request, "activities/public/answer.html", context)


def _hand(row):
    """Whose word the link carries: that of the phone it was sent to."""
    if isinstance(row, Attendance):
        return row.user or row.person.user or row.entered_by
    return row.volunteer.person.user


def _answered(request, row, by, at):
    comes = "yes" in request.POST
    if isinstance(row, Attendance):
        if comes and row.status == AttendanceStatus.INVITED:
            actions.confirm(row, by=by, at=at)
        else:
            (actions.say_yes if comes else actions.leave)(row, by=by, at=at)
    elif comes:
        actions.say_yes(row, by=by, at=at)
    else:
        actions.leave_help(row, by=by, at=at, words="点提醒短信说来不了")
    messages.success(request, "好，到时候见。" if comes else "知道了，位子让出来了，谢谢您说一声。")
