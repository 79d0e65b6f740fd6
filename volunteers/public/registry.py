"""Becoming a volunteer (12): one matter a page, a number at the end; then the station looks at it."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from civcenter.hierarchy import here
from civcenter.kit.forms import act
from civcenter.kit.gate import by_phone, open_view
from civcenter.kit.idempotency import once
from civcenter.kit.text import clean
from civcenter.residents.actions import come_in
from civcenter.residents.middleware import CHOSEN
from civcenter.residents.models import ConsentText
from volunteers.actions import ASKERS, apply_again, meet, register
from volunteers.choices import VolunteerStatus
from volunteers.forms.join import HOMES, VillageForm, homes
from volunteers.mine import volunteer_of
from volunteers.public.draft import JOINING, LONG, SHORT, Draft

MOST = 40
PURPOSES = {
    "volunteer": "个人信息怎么用",
    "guardian": "给家长的说明",
    "child": "儿童信息怎么用",
    "named": "上榜写姓名的说明",
}
TEMPLATES = {
    "home": "volunteers/public/join/home.html",
    "who": "volunteers/public/join/who.html",
    "guardian": "volunteers/public/join/guardian.html",
    "kinds": "volunteers/public/join/kinds.html",
    "skills": "volunteers/public/join/skills.html",
    "licences": "volunteers/public/join/licences.html",
    "times": "volunteers/public/join/times.html",
    "about": "volunteers/public/join/about.html",
    "check": "volunteers/public/join/check.html",
}
KNOWN = "这个证件已经登记过了，用的就是您这个手机号。"


def texts():
    """The texts that are asked today by purpose; rules.seed puts the first ones in place."""
    day = timezone.localdate()
    return {purpose: ConsentText.objects.current(purpose, day) for purpose in PURPOSES}


def _draft(request, volunteer):
    versions = {purpose: text.version for purpose, text in texts().items() if text}
    return Draft(request, kept=JOINING, wanted=SHORT if volunteer else LONG, texts=versions)


def _elsewhere(volunteer):
    """Where somebody who is on the register already finds his matter; None for who may ask."""
    if volunteer is None or volunteer.status in ASKERS:
        return None
    return "volunteers:brought" if volunteer.status == VolunteerStatus.PENDING else "volunteers:card"


@by_phone
@require_safe
def join(request):
    """On to the first page that is not filled yet."""
    volunteer = volunteer_of(request)
    other = _elsewhere(volunteer)
    if other:
        return redirect(other)
    return redirect("volunteers:join_page", _draft(request, volunteer).missing() or "check")


@by_phone
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def join_page(request, name):
    """One page: shown with what was sent before; sent, it is kept and leads to the next. The last one writes."""
    if name not in LONG:
        raise Http404
    volunteer = volunteer_of(request)
    other = _elsewhere(volunteer)
    if other:
        return redirect(other)
    draft = _draft(request, volunteer)
    if name not in draft.pages or draft.missing(before=name):
        return redirect("volunteers:join")
    if request.method == "POST":
        return _sent(request, draft, name, volunteer)
    return _page(request, draft, name, draft.form(name, paper=request.GET.get("paper", "")), volunteer)


def _sent(request, draft, name, volunteer):
    form = draft.form(name, data=request.POST)
    if form.is_valid():
        if name == "check":
            return _finish(request, draft, form, volunteer)
        met = act(form, partial(_meet, request, form)) if form.cleaned_data.get("number") else None
        if met:
            messages.info(request, KNOWN)
            return redirect("volunteers:join")
        if not form.errors:
            draft.put(name, request.POST)
            return redirect("volunteers:join_page", draft.after(name))
    return _page(request, draft, name, form, volunteer)


def _meet(request, form):
    """Whether the typed document is of somebody on record at this phone; then he is who is here."""
    person = meet(request.user, form.cleaned_data["number"], at=timezone.now())
    if person is None or person == request.person:
        return None
    come_in(person, user=request.user)
    request.session[CHOSEN] = person.pk
    return person


def _finish(request, draft, form, volunteer):
    if act(form, partial(_apply, request, draft, form, volunteer)):
        draft.drop()
        messages.success(request, "交上了，这是您的编号。站里一个工作日内核对。")
        return redirect("volunteers:card")
    return _page(request, draft, "check", form, volunteer)


def _apply(request, draft, form, volunteer):
    """Put the application in once, however often the button is pressed. Returns whether it is in."""
    details = {
        "division": draft.clean("home").cleaned_data["home"].division,
        "kinds": draft.clean("kinds").cleaned_data["kinds"],
        "identity": draft.identity(),
        "guardian": draft.guardian(),
        "browser": request.browser,
        "at": timezone.now(),
    }
    if volunteer:
        return apply_again(volunteer, by=request.user, **details)
    write = partial(_register, request, draft, form.cleaned_data["named"], details)
    return once(f"user:{request.user.pk}", f"join:{draft.key}", {}, write)


def _register(request, draft, named, details):
    person = request.person
    made = register(
        user=request.user,
        name=person.name if person else draft.clean("who").cleaned_data["name"],
        phone=request.user.phone,
        consent_version=draft.texts["volunteer"],
        named_version=draft.texts["named"] if named else "",
        person=person,
        profile=draft.profile(),
        **details,
    )
    request.session[CHOSEN] = made.person_id
    return 303, str(made.pk)


def _page(request, draft, name, form, volunteer):
    pages = draft.pages
    context = {
        "form": form,
        "name": name,
        "step": pages.index(name) + 1,
        "steps": len(pages),
        "back": draft.ahead(name),
        "volunteer": volunteer,
        "person": request.person,
        "texts": texts(),
        **PARTS.get(name, _nothing)(request, draft),
    }
    return render(request, TEMPLATES[name], context, status=form.status)


def _nothing(request, draft):
    return {}


def _villages(request, draft):
    words = clean(request.GET.get("q", ""))[:30]
    found = homes().search(words) if words else homes().filter(tier=HOMES[1])
    shown = list(found.order_by("county", "township", "division_id")[: MOST + 1])
    near = here.remembered(request)
    return {
        "search": VillageForm(initial={"q": words}),
        "words": words,
        "outposts": shown[:MOST],
        "more": len(shown) > MOST,
        "near": near if near and near.tier in HOMES and not words else None,
    }


def _paper(request, draft):
    asked = request.POST.get("paper") or request.GET.get("paper") or (draft.data("who") or {}).get("paper")
    return {"paper": asked if asked in ("other", "later") else "citizen"}


def _summary(request, draft):
    """Everything once more, before it is sent; numbers masked as they will always be."""
    who, about = draft.clean("who") if draft.is_unknown else None, draft.clean("about")
    return {
        "home": draft.clean("home").cleaned_data["home"],
        "who": who.cleaned_data if who else {},
        "is_minor": draft.is_minor,
        "kinds": draft.clean("kinds").cleaned_data["kinds"],
        "skills": draft.skills,
        "about": about.cleaned_data if about else {},
        "pages": draft.pages,
    }


def _band(request, draft):
    return {"is_child": draft.is_child}


PARTS = {"home": _villages, "who": _paper, "guardian": _band, "check": _summary}


@open_view
@require_safe
def consent(request):
    """The texts that are agreed to, to read at leisure."""
    purpose = request.GET.get("purpose", "volunteer")
    text = texts().get(purpose) or texts()["volunteer"]
    return render(request, "volunteers/public/consent.html", {"text": text, "title": PURPOSES[text.purpose]})
