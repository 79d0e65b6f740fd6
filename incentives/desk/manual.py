"""人工记分: who it is for, what for, with which proof; and the second person's answer."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from civcenter.accounts import again
from civcenter.accounts.duties import Duty
from civcenter.kit.forms import act
from civcenter.kit.gate import fetch, needs
from civcenter.kit.lists import part
from civcenter.kit.pages import page
from civcenter.residents.actions import reveal
from civcenter.residents.forms import RevealForm
from civcenter.residents.models import Household, Person
from incentives import actions, ledger
from incentives.choices import AccountKind, ManualStatus
from incentives.forms import FindHolder, Propose, Reason, Verdict
from incentives.models import ManualEntry, Shortfall

ROWS = ManualEntry.objects.select_related(
    "account__person__user", "account__person__staff", "account__household", "rule", "proposed_by", "decided_by",
    "posting", "entry", "shortfall",
)  # fmt: skip
SHOWN = 20
TYPED_OR_SHOWN = require_http_methods(["GET", "HEAD", "POST"])


def _tabs(rows):
    return {
        "loose": ("等另一位审", rows.loose()),
        "posted": ("在榜上", rows.pending()),
        "done": ("办完的", rows.exclude(status=ManualStatus.PROPOSED)),
    }


@needs(Duty.MANAGE)
@require_safe
def manual_entries(request):
    """What waits for a second person, what hangs, what is done."""
    tabs = _tabs(ROWS.visible_to(request.user, timezone.now()))
    state = request.GET.get("state", "")
    state = state if state in tabs else "loose"
    found = part(request, tabs[state][1], "proposed_at" if state == "loose" else "-proposed_at")
    context = {
        "rows": found.rows,
        "more_url": found.more_url,
        "tabs": [(key, words, rows.count(), key == state) for key, (words, rows) in tabs.items()],
        "shortfalls": Shortfall.objects.open().visible_to(request.user, timezone.now()).count(),
        "at": timezone.now(),
    }
    return page(request, "incentives/desk/manual_entries.html", context)


@needs(Duty.MANAGE)
@TYPED_OR_SHOWN
@sensitive_post_parameters()
def find(request):
    """给谁记: a volunteer or a household of one's places, by name or number; nothing typed stands in an address."""
    codes, form = request.user.codes_for(Duty.MANAGE), FindHolder(request.POST or None)
    people, homes = Person.objects.none(), Household.objects.none()
    if form.is_valid():
        people, homes = _found(form.cleaned_data["q"], codes)
    people = people.filter(volunteer__isnull=False).select_related("division", "volunteer")
    homes = homes.select_related("division")
    context = {"form": form, "people": people[:SHOWN], "homes": homes[:SHOWN], "asked": form.is_bound}
    return page(request, "incentives/desk/find_holder.html", context, status=form.status)


def _found(words, codes):
    people, homes = Person.objects.within(codes), Household.objects.within(codes)
    if words.isdecimal() and words.isascii():
        own = int(words[6:]) if len(words) == 13 else 0
        return people.filter(volunteer__pk=own, county=words[:6]), homes.filter(number=words)
    mine = Q(name__startswith=words) | Q(initials__startswith=words.lower()) | Q(pinyin__startswith=words.lower())
    return people.filter(mine).order_by("pk"), homes.filter(name__startswith=words).order_by("pk")


HOLDERS = {
    AccountKind.PERSON: Person.objects.select_related("division", "user", "staff"),
    AccountKind.HOUSEHOLD: Household.objects.select_related("division"),
}


@needs(Duty.MANAGE)
@TYPED_OR_SHOWN
def propose(request, pk, kind):
    """提一笔 for one person or household."""
    holder, at = fetch(request.user, HOLDERS[kind], Duty.MANAGE, pk=pk), timezone.now()
    typed = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = Propose(*typed, account_kind=kind, county=holder.place[:6])
    if form.is_valid() and act(form, partial(_propose, holder), by=request.user, at=at, **form.cleaned_data):
        messages.success(request, "提上去了，要另一位同事审，或放进榜单。")
        return redirect("desk_incentives:manual_entries")
    account = getattr(holder, "points_account", None)
    context = {"holder": holder, "form": form, "is_home": kind == AccountKind.HOUSEHOLD, "account": account}
    return page(request, "incentives/desk/propose.html", context, status=form.status)


def _propose(holder, **given):
    is_home = isinstance(holder, Household)
    account = ledger.account_of_household(holder) if is_home else ledger.account_of(holder, holder.place[:6])
    return actions.propose(account=account, **given)


@needs(Duty.MANAGE)
@require_safe
def manual_entry(request, pk):
    """One line whole: what for, by whose word, what became of it."""
    return _show(request, fetch(request.user, ROWS, Duty.MANAGE, pk=pk))


def _show(request, row, form=None):
    context = {
        "row": row,
        "form": form or Verdict(),
        "why": actions.bar_second(request.user, row),
        "must_post": bool(row.rule and row.rule.must_post),
        "objections": row.objections.order_by("at"),
        "has_file": hasattr(row, "file"),
        "at": timezone.now(),
    }
    return page(request, "incentives/desk/manual_entry.html", context, status=form.status if form else 200)


@needs(Duty.MANAGE)
@TYPED_OR_SHOWN
def step(request, pk, step):
    """审 or 退回."""
    row, at = fetch(request.user, ROWS, Duty.MANAGE, pk=pk), timezone.now()
    verb, form_class, done = STEPS[step]
    why = actions.bar_second(request.user, row)
    if why:
        raise PermissionDenied(why)
    form = form_class(request.POST if request.method == "POST" else None)
    if form.is_valid():
        act(form, partial(verb, row), by=request.user, at=at, **form.cleaned_data)
        if form.status == 200:
            messages.success(request, done)
            return redirect("desk_incentives:manual_entries")
    if step == "decide":
        return _show(request, row, form)
    return page(request, "incentives/desk/take_back.html", {"row": row, "form": form}, status=form.status)


STEPS = {
    "decide": (actions.decide, Verdict, "审好了，已告诉本人。"),
    "take_back": (actions.take_back, Reason, "退回了：记了一笔反向的，原来的留着。"),
}


@needs(Duty.MANAGE)
@TYPED_OR_SHOWN
def proof(request, pk):
    """The paper behind it, against a reason that is logged."""
    row = fetch(request.user, ROWS, Duty.REVEAL, pk=pk)
    form = RevealForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        asked = again.ask(request)
        if asked:
            return asked
        reason = form.cleaned_data["reason"]
        found = act(form, reveal, row=row, what="proof_file", by=request.user, reason=reason, at=timezone.now())
        if found:
            kind, body = found
            answer = HttpResponse(body, content_type=kind)
            answer["Content-Disposition"] = f'attachment; filename="proof-{row.pk}.{kind.rpartition("/")[2]}"'
            return answer
    context = {"form": form, "row": row, "label": row.REVEALS["proof_file"], "clear": None}
    return page(request, "residents/reveal.html", context, status=form.status)
