"""谁替我注册的: whom somebody else put on the register sees it and says: me, not me, or all of it away."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from civcenter.kit.forms import act
from civcenter.kit.gate import by_phone, open_view
from civcenter.kit.secrets import sign, unsign
from civcenter.residents.middleware import CHOSEN
from volunteers import actions
from volunteers.choices import Confirmed, VolunteerStatus
from volunteers.forms.brought import ByDocument, ConfirmForm
from volunteers.models import Volunteer
from volunteers.public.card import gone
from volunteers.public.registry import texts

ROWS = Volunteer.objects.select_related("person__user", "person__staff", "division__parent")
DISOWN = "volunteer-disown"
ONE_HOUR = 3600


@by_phone
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def brought(request):
    """Every registration at this phone; and, by one's name and document, one that has another phone."""
    form = ByDocument(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        find = partial(actions.brought_in, request.user, **form.cleaned_data)
        found = act(form, find, at=timezone.now())
        if found is None and not form.errors:
            form.add_error(None, "没有用这个姓名和证件号登记的志愿者。")
    context = {
        "rows": ROWS.at_log_in(request.user).order_by("pk"),
        "form": form,
        "found": found,
        "token": sign(DISOWN, found.pk) if found else "",
        "texts": texts(),
    }
    return render(request, "volunteers/public/brought.html", context, status=form.status)


@by_phone
@require_POST
def disown_by_document(request, token):
    """Not me: said by who knows the name and the document, of one that counts nowhere yet."""
    volunteer = ROWS.filter(pk=unsign(DISOWN, token, max_age=ONE_HOUR)).first()
    if volunteer is None:
        raise Http404
    actions.disown(volunteer, by=request.user, at=timezone.now())
    return _disowned(request)


def _disowned(request):
    messages.success(request, "记下了，这条登记不算数。以后您想做，自己报名就行。")
    return redirect("portal:home")


@by_phone
@require_http_methods(["GET", "HEAD", "POST"])
def brought_one(request, pk):
    """One registration at this phone, with its three answers."""
    volunteer = get_object_or_404(ROWS.at_log_in(request.user), pk=pk)
    return _one(request, volunteer, partial(_by_phone, request, volunteer))


def _by_phone(request, volunteer, **words):
    actions.confirm(volunteer, how=Confirmed.PHONE, user=request.user, **words)
    request.session[CHOSEN] = volunteer.person_id


@open_view
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, token):
    """The same from the SMS's link, without a log-in. Looking changes nothing: messengers open links themselves."""
    volunteer = actions.of_link(token)
    if volunteer is None or volunteer.status != VolunteerStatus.PENDING:
        return render(
            request, "volunteers/public/answered.html", {"volunteer": volunteer}, status=200 if volunteer else 404
        )
    return _one(request, volunteer, partial(actions.confirm, volunteer, how=Confirmed.LINK))


def _one(request, volunteer, confirming):
    answer = request.POST.get("answer")
    form = _confirm_form(request, volunteer, request.POST if answer == "me" else None)
    if answer == "me" and form.is_valid():
        words = form.words({name: text.version for name, text in texts().items()})
        act(form, confirming, browser=request.browser, at=timezone.now(), **words)
        if not form.errors:
            return _confirmed(request)
    is_open = volunteer.status in (VolunteerStatus.PENDING, VolunteerStatus.DISOWNED)
    if answer == "not_me":
        actions.disown(volunteer, by=_user(request), at=timezone.now())
        return _disowned(request)
    if answer == "erase" and is_open:
        actions.erase(volunteer, by=_user(request), at=timezone.now())
        return gone(request) if request.user.is_authenticated else _erased(request)
    context = {
        "volunteer": volunteer,
        "form": form,
        "texts": texts(),
        "is_pending": volunteer.status == VolunteerStatus.PENDING,
        "is_open": is_open,
    }
    return render(request, "volunteers/public/brought_one.html", context, status=form.status)


def _user(request):
    return request.user if request.user.is_authenticated else None


def _confirm_form(request, volunteer, data):
    """With the guardian's part for a minor."""
    rule = actions.age_rule(volunteer.division_id[:6], timezone.now())
    born, day = volunteer.person.born_on, timezone.localdate()
    is_minor = bool(born) and rule.needs_guardian(born, day)
    return ConfirmForm(data, is_minor=is_minor, is_child=is_minor and rule.needs_child_text(born, day))


def _confirmed(request):
    messages.success(request, "确认好了，您现在是在册志愿者。")
    return redirect("volunteers:card" if request.user.is_authenticated else "portal:home")


def _erased(request):
    messages.success(request, "都抹掉了。")
    return redirect("portal:home")
