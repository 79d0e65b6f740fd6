"""13: a volunteer's card and settings; leaving and erasing, two taps each."""

from functools import partial

from django.contrib import messages
from django.contrib.auth import logout
from django.db.models import Q, Sum
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from civcenter.kit.forms import Form, act
from civcenter.kit.gate import by_phone
from civcenter.residents.middleware import CHOSEN
from volunteers import actions
from volunteers.actions import ASKERS
from volunteers.choices import MemberStatus, RecordStatus, VolunteerStatus
from volunteers.forms.join import AboutForm, KindsForm, TimesForm
from volunteers.mine import volunteer_of
from volunteers.models import Engagement
from volunteers.public.draft import EDITING, SKILLS, Draft, held
from volunteers.public.registry import texts

TEMPLATES = {
    "kinds": "volunteers/public/set/kinds.html",
    "skills": "volunteers/public/set/skills.html",
    "licences": "volunteers/public/set/licences.html",
    "times": "volunteers/public/set/times.html",
    "about": "volunteers/public/set/about.html",
}
NOT_HERE = [*ASKERS, VolunteerStatus.PENDING]


def mine(request):
    """The volunteer at this phone; who is none, has left or has not confirmed is led to the register."""
    volunteer = volunteer_of(request)
    return None if volunteer is None or volunteer.status in NOT_HERE else volunteer


@by_phone
@require_safe
def card(request):
    """The card: number, code for the manager, stars, what comes next, hours."""
    volunteer, at = mine(request), timezone.now()
    if volunteer is None:
        return redirect("volunteers:join")
    coming = Engagement.objects.filter(volunteer=volunteer, is_live=True, period__endswith__gt=at)
    context = {
        "volunteer": volunteer,
        "at": at,
        "scan": request.build_absolute_uri(reverse("desk_volunteers:scan", args=[volunteer.number])),
        "teams": volunteer.teams.filter(membership__status=MemberStatus.ACTIVE),
        "coming": coming.order_by("period").first(),
        "hours": _hours(volunteer, timezone.localdate(at)),
        "needs_paper": not volunteer.person.document_key,
    }
    return render(request, "volunteers/public/card.html", context)


def _hours(volunteer, day):
    """Minutes on record: this month, this year, ever. What was struck does not count."""
    counted = volunteer.records.exclude(status=RecordStatus.ANNULLED)
    this_year = Q(started_at__year=day.year)
    sums = counted.aggregate(
        month=Sum("minutes", filter=this_year & Q(started_at__month=day.month)),
        year=Sum("minutes", filter=this_year),
        ever=Sum("minutes"),
    )
    return {name: minutes or 0 for name, minutes in sums.items()}


@by_phone
@require_safe
def settings(request):
    """What may be changed by oneself."""
    volunteer = mine(request)
    if volunteer is None:
        return redirect("volunteers:join")
    return render(request, "volunteers/public/settings.html", {"volunteer": volunteer})


@by_phone
@require_http_methods(["GET", "HEAD", "POST"])
def setting(request, name):
    """One matter of the settings."""
    volunteer = mine(request)
    if volunteer is None:
        return redirect("volunteers:join")
    if name in SKILLS:
        return _skills(request, volunteer, name)
    if name not in MATTERS:
        raise Http404
    kind, initial, write = MATTERS[name]
    form = kind(request.POST) if request.method == "POST" else kind(initial=initial(volunteer))
    if request.method == "POST" and form.is_valid():
        write(volunteer, form)
        return _changed(request)
    return render(request, TEMPLATES[name], {"form": form}, status=form.status)


def _changed(request):
    messages.success(request, "改好了。")
    return redirect("volunteers:settings")


def _set_kinds(volunteer, form):
    actions.set_kinds(volunteer, kinds=form.cleaned_data["kinds"])


def _set_times(volunteer, form):
    actions.set_slots(volunteer, slots=form.chosen())


def _set_about(volunteer, form):
    actions.set_about(volunteer, **form.cleaned_data)


def _about(volunteer):
    return {name: getattr(volunteer, name) for name in ("education", "political", "email")}


MATTERS = {
    "kinds": (KindsForm, lambda volunteer: {"kinds": volunteer.kinds.all()}, _set_kinds),
    "times": (
        TimesForm,
        lambda volunteer: {"slots": [f"{slot.weekday}-{slot.part}" for slot in volunteer.availability.all()]},
        _set_times,
    ),
    "about": (AboutForm, _about, _set_about),
}


def _skills(request, volunteer, name):
    """Skills, and for those that ask for one the licence: two pages, written together at the end."""
    draft = Draft(request, kept=EDITING, wanted=SKILLS)
    if name not in draft.pages or draft.missing(before=name):
        return redirect("volunteers:setting", "skills")
    if request.method == "POST":
        form = draft.form(name, data=request.POST)
        if form.is_valid():
            draft.put(name, request.POST)
            return _next_or_write(request, draft, volunteer)
    else:
        form = _with_what_is_on_record(draft.form(name), volunteer)
    return render(request, TEMPLATES[name], {"form": form}, status=form.status)


def _with_what_is_on_record(form, volunteer):
    if form.is_bound:
        return form
    for one in volunteer.skills.select_related("skill"):
        form.initial.setdefault(f"in_{one.skill.parent_id}", []).append(one.skill_id)
        form.initial |= {f"no_{one.skill_id}": one.licence_no, f"by_{one.skill_id}": one.issuer}
        form.initial[f"to_{one.skill_id}"] = one.expires_on
    form.initial["talents"] = volunteer.talents.all()
    return form


def _next_or_write(request, draft, volunteer):
    missing = draft.missing()
    if missing:
        return redirect("volunteers:setting", missing)
    licences = draft.clean("licences").cleaned_data if draft.licensed else {}
    talents = draft.clean("skills").cleaned_data["talents"]
    skills = [held(skill, licences) for skill in draft.skills]
    actions.set_skills(volunteer, skills=skills, talents=talents, at=timezone.now())
    draft.drop()
    return _changed(request)


@by_phone
@require_POST
def named(request):
    """The switch: boards write the name, or mask it. One tap either way."""
    volunteer, at = mine(request), timezone.now()
    if volunteer is None:
        return redirect("volunteers:join")
    if volunteer.may_be_named:
        actions.stay_unnamed(volunteer, by=request.user, at=at)
    else:
        version = texts()["named"].version
        actions.be_named(volunteer, version=version, browser=request.browser, by=request.user, at=at)
    return redirect("volunteers:settings")


@by_phone
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request):
    """退出: hours and points stay, and one may come back."""
    volunteer = mine(request)
    if volunteer is None:
        return redirect("volunteers:join")
    form = Form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        act(form, actions.step_out, volunteer=volunteer, by=request.user, at=timezone.now())
        if not form.errors:
            messages.success(request, "退出了，谢谢您。时长和积分都还在，什么时候想回来再报。")
            return redirect("accounts:me")
    return render(request, "volunteers/public/leave.html", {"form": form, "volunteer": volunteer}, status=form.status)


@by_phone
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request):
    """注销: everything that says who he is goes, for ever. Who has left may still come for this."""
    volunteer = volunteer_of(request)
    if volunteer is None:
        return redirect("volunteers:join")
    form = Form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        act(form, partial(actions.erase, volunteer), by=request.user, at=timezone.now())
        if not form.errors:
            return gone(request)
    return render(request, "volunteers/public/erase.html", {"form": form, "volunteer": volunteer}, status=form.status)


def gone(request):
    """After erasing: out of the log-in where it was shut with its only user, back to 您是哪位 where others use it."""
    request.user.refresh_from_db()
    if request.user.is_authenticated and not request.user.is_active:
        logout(request)
    else:
        request.session.pop(CHOSEN, None)
    messages.success(request, "都抹掉了。时长和积分的账只留一个编号，看不出是谁。")
    return redirect("portal:home")
