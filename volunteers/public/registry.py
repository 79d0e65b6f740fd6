"""Becoming a volunteer: one's village, a name, what one likes to do; then the station looks at it."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from civcenter.hierarchy import here
from civcenter.hierarchy.models import Outpost
from civcenter.kit.forms import act
from civcenter.kit.gate import by_phone, open_view
from civcenter.kit.idempotency import once
from civcenter.kit.text import clean
from civcenter.residents.middleware import CHOSEN
from civcenter.residents.models import ConsentText
from volunteers.actions import apply_again, register
from volunteers.choices import VolunteerStatus
from volunteers.forms.public import HOMES, JoinForm, KnownForm, VillageForm
from volunteers.mine import volunteer_of

AGAIN = (VolunteerStatus.REFUSED, VolunteerStatus.LEFT)
MOST = 40


@by_phone
@require_http_methods(["GET", "HEAD", "POST"])
def join(request):
    """The form; for somebody on the register already, how far the review is."""
    volunteer = volunteer_of(request)
    if volunteer and volunteer.status not in AGAIN:
        return render(request, "volunteers/public/status.html", {"volunteer": volunteer})
    if request.method == "POST":
        return _send(request, volunteer)
    home = _home(request, volunteer)
    if home is None or "q" in request.GET:
        return _villages(request)
    known = {"home": home.pk, "name": request.user.name}
    return _page(request, _form(request)(initial=known), volunteer, home)


def _form(request):
    return KnownForm if request.person else JoinForm


def _homes():
    return Outpost.objects.filter(is_open=True, tier__in=HOMES).select_related("division__parent")


def _home(request, volunteer):
    """The village that was picked, or is on the register, or of the remembered outpost."""
    picked = here.named(request.GET.get("home", ""))
    if picked and picked.tier in HOMES:
        return picked
    if volunteer:
        return _homes().filter(division=volunteer.division_id).first()
    known = here.remembered(request)
    return known if known and known.tier in HOMES else None


def _villages(request):
    words = clean(request.GET.get("q", ""))[:30]
    found = _homes().search(words) if words else _homes().filter(tier=HOMES[1])
    shown = list(found.order_by("county", "township", "division_id")[: MOST + 1])
    context = {
        "form": VillageForm(initial={"q": words}),
        "words": words,
        "outposts": shown[:MOST],
        "more": len(shown) > MOST,
    }
    return render(request, "volunteers/public/village.html", context)


def _send(request, volunteer):
    form = _form(request)(request.POST)
    if form.is_valid() and act(form, partial(_apply, request, form, volunteer)):
        messages.success(request, "报名交上了，站里会审核。")
        return redirect("volunteers:join")
    return _page(request, form, volunteer, here.named(request.POST.get("home", "")))


def _apply(request, form, volunteer):
    """Put the application in once, however often the button is pressed. Returns whether it is in."""
    data, at = form.cleaned_data, timezone.now()
    details = {"division": data["home"].division, "kinds": data["kinds"], "at": at}
    if volunteer:
        return apply_again(volunteer, **details)
    person = request.person
    name = person.name if person else data["name"]
    key = f"join:{person.pk if person else name}"
    return once(f"user:{request.user.pk}", key, {}, partial(_register, request, name, person, details))


def _register(request, name, person, details):
    made = register(
        user=request.user,
        name=name,
        phone=request.user.phone,
        consent_version=_text().version,
        browser=request.browser,
        person=person,
        **details,
    )
    request.session[CHOSEN] = made.person_id
    return 303, str(made.pk)


def _text():
    """The consent that is asked today; rules.seed puts the first one in place."""
    return ConsentText.objects.current("volunteer", timezone.localdate())


def _page(request, form, volunteer, home):
    context = {
        "form": form,
        "volunteer": volunteer,
        "person": request.person,
        "home": home,
        "text": _text(),
    }
    return render(request, "volunteers/public/join.html", context, status=form.status)


@open_view
@require_safe
def consent(request):
    """The text that is agreed to, to read at leisure."""
    return render(request, "volunteers/public/consent.html", {"text": _text()})
