"""The register of volunteers for stations and branches: who waits, who is on it, and one volunteer whole."""

from functools import partial

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from civcenter.accounts.duties import Duty
from civcenter.kit.forms import act
from civcenter.kit.gate import fetch, needs
from civcenter.kit.lists import part
from civcenter.kit.pages import page
from civcenter.kit.secrets import sign, unsign
from civcenter.kit.text import MOBILE, phone_digits
from civcenter.residents import documents
from civcenter.residents.desk import reveal_page
from volunteers import actions
from volunteers.choices import Happened, MemberStatus, VolunteerStatus
from volunteers.desk.steps import STEPS, steps_of
from volunteers.forms.desk import Find, Review
from volunteers.models import Volunteer
from volunteers.models.registry import age_on

ROWS = Volunteer.objects.select_related(
    "person", "division__parent", "reviewed_by", "confirmed_by", "entered_by", "guardian"
)
TABS = [("applied", "待审核"), ("pending", "待本人确认"), ("active", "在册"), ("suspended", "暂停"), ("", "全部")]
WHO = "volunteers-found"
ONE_HOUR = 3600
AT_ONCE = 500
"""How many are asked with one press; the relay spreads the SMS over its own limits."""

MOST = 50
"""A family shares a phone; a list of numbers does not."""


@needs(Duty.READ)
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def volunteers(request):
    """The register, narrowed; those who wait first in the tabs. A search is posted and answered by an address
    that holds no number of anybody."""
    codes = request.user.codes
    form = Find(request.POST if request.method == "POST" else request.GET, codes)
    if request.method == "POST":
        return _look(request, form)
    shown = _found(request)
    rows = _narrowed(ROWS.within(codes), form.chosen, codes)
    rows = rows if shown is None else rows.filter(pk__in=shown)
    found = part(request, rows.prefetch_related("kinds"), "-applied_at")
    counts = Volunteer.objects.within(codes).aggregate(
        every=Count("pk"), **{key: Count("pk", filter=Q(status=key)) for key, _ in TABS if key}
    )
    state = form.chosen.get("state", "")
    context = {
        "rows": found.rows,
        "more_url": found.more_url,
        "form": form,
        "narrowed": bool(form.chosen) or shown is not None,
        "tabs": [(key, words, counts[key or "every"], key == state) for key, words in TABS],
        "counts": counts,
        "may_review": bool(request.user.codes_for(Duty.REVIEW_VOLUNTEERS)),
    }
    context["may_ask"] = context["may_review"] and state == VolunteerStatus.PENDING and counts["pending"]
    return page(request, "volunteers/desk/volunteers.html", context)


@needs(Duty.REVIEW_VOLUNTEERS)
@require_POST
def ask(request):
    """Ask those brought in at one's places, who were not asked yet, to say so themselves; so many at a time."""
    mine = Volunteer.objects.pending().within(request.user.codes_for(Duty.REVIEW_VOLUNTEERS))
    unasked = mine.exclude(history__what=Happened.ASKED).exclude(person__phone_key="")
    asked = actions.ask_to_confirm(
        unasked.select_related("person").order_by("pk")[:AT_ONCE], by=request.user, at=timezone.now()
    )
    messages.success(request, f"给 {asked} 人发了短信。" if asked else "都发过了，没有要发的。")
    return redirect(f"{reverse('desk_volunteers:volunteers')}?state={VolunteerStatus.PENDING}")


def _look(request, form):
    """Where the search leads: one found by number to his page, others to the list by name."""
    words = form.chosen.get("q", "")
    query = {name: getattr(value, "pk", value) for name, value in form.chosen.items() if name != "q"}
    rows = _by_number(Volunteer.objects.within(request.user.codes), words)
    if rows is None:
        query |= {"q": words} if words else {}
    else:
        keys = list(rows.order_by("pk").values_list("pk", flat=True)[:MOST])
        if len(keys) == 1:
            return redirect("desk_volunteers:volunteer", keys[0])
        query["who"] = sign(WHO, keys)
    return redirect(f"{reverse('desk_volunteers:volunteers')}?{urlencode(query)}")


def _by_number(rows, words):
    """Rows by a whole phone, document or card number; None where the words are none of these."""
    phone, number = phone_digits(words), documents.tidy(words)
    if MOBILE.fullmatch(phone):
        return rows.at_phone(phone)
    if len(number) == 13 and number.isdecimal() and number.isascii():
        return rows.filter(pk=int(number[6:]), county=number[:6])
    if len(number) >= 6 and any(sign.isdigit() for sign in number):
        return rows.with_document(number)
    return None


def _found(request):
    """The keys a search by number found, or None where there was none."""
    if "who" not in request.GET:
        return None
    return unsign(WHO, request.GET["who"], max_age=ONE_HOUR) or []


def _narrowed(rows, chosen, codes):
    if "q" in chosen:
        rows = rows.called(chosen["q"], {code[:6] for code in codes})
    for name, column in (("state", "status"), ("kind", "kinds")):
        if name in chosen:
            rows = rows.filter(**{column: chosen[name]})
    for name in ("township", "village"):
        if name in chosen:
            rows = rows.within([chosen[name].pk])
    if "skill" in chosen:
        rows = rows.skilled(chosen["skill"], timezone.localdate())
    return rows.talented({chosen[name] for name in ("talent", "talent2") if name in chosen})


@needs(Duty.READ)
@require_http_methods(["GET", "HEAD", "POST"])
def volunteer(request, pk):
    """One volunteer; while the application waits, yes or no."""
    row, at = (
        fetch(request.user, ROWS, Duty.REVIEW_VOLUNTEERS if request.method == "POST" else None, pk=pk),
        timezone.now(),
    )
    form = Review(request.POST if request.method == "POST" else None)
    if form.is_valid():
        verb = partial(actions.review, row)
        if act(form, verb, by=request.user, at=at, **form.cleaned_data):
            messages.success(request, "审核好了，已告诉本人。")
            return redirect("desk_volunteers:volunteers")
    runs = request.user.holds(Duty.REVIEW_VOLUNTEERS, row.place)
    context = {
        **_facts(row, at),
        "form": form,
        "may_review": runs and row.status == VolunteerStatus.APPLIED,
        "may_add_hours": runs and row.status == VolunteerStatus.ACTIVE,
        "steps": steps_of(row) if runs else [],
        "may_reveal": request.user.holds(Duty.REVEAL, row.place),
        "at": at,
    }
    return page(request, "volunteers/desk/volunteer.html", context, status=form.status)


def _facts(row, at):
    born, day = row.person.born_on, timezone.localdate(at)
    return {
        "volunteer": row,
        "age": age_on(born, day) if born else None,
        "guardian": getattr(row, "guardian", None),
        "kinds": row.kinds.all(),
        "talents": row.talents.all(),
        "skills": row.skills.select_related("skill").order_by("skill__rank"),
        "slots": row.availability.order_by("weekday", "part"),
        "today": day,
        "teams": row.teams.filter(membership__status=MemberStatus.ACTIVE),
        "records": row.records.select_related("kind").order_by("-started_at")[:10],
        "history": row.history.select_related("by").order_by("-at", "-pk")[:30],
    }


@needs(Duty.READ)
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def step(request, pk, step):
    """A step of the table, with its words."""
    chosen = STEPS.get(step)
    if chosen is None:
        raise Http404
    row, at = fetch(request.user, ROWS, Duty.REVIEW_VOLUNTEERS, pk=pk), timezone.now()
    form = chosen.form(row, request.POST if request.method == "POST" else None, at)
    if request.method == "POST" and form.is_valid():
        act(form, partial(chosen.act, row, form), by=request.user, at=at)
        if not form.errors:
            messages.success(request, chosen.done)
            return redirect("desk_volunteers:volunteer", row.pk)
    context = {"volunteer": row, "form": form, "step": chosen, "texts": chosen.texts(form)}
    return page(request, "volunteers/desk/step.html", context, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
def reveal(request, pk, what):
    """One masked fact in clear, against a reason."""
    if what not in Volunteer.REVEALS:
        raise Http404
    row = fetch(request.user, ROWS, Duty.REVEAL, pk=pk)
    return reveal_page(request, row, what, back=reverse("desk_volunteers:volunteer", args=[row.pk]))


@require_safe
def scan(request, number):
    """The code of a card leads its manager to the volunteer; for everybody else there is nothing here."""
    key = int(number[6:]) if len(number) == 13 and number.isascii() and number.isdigit() else 0
    row = Volunteer.objects.visible_to(request.user, timezone.now()).filter(pk=key).first()
    if row is None or row.number != number or not request.user.holds(Duty.MANAGE, row.place):
        raise Http404
    return redirect("desk_volunteers:volunteer", row.pk)
