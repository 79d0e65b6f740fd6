"""Insurance at the desk: policies, who is under them, who is not, what it costs, the list for the insurer."""

import io
from datetime import timedelta
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from civcenter.accounts.duties import Duty
from civcenter.hierarchy.models import Division
from civcenter.kit import books
from civcenter.kit.forms import act
from civcenter.kit.gate import fetch, needs
from civcenter.kit.lists import part
from civcenter.kit.pages import page
from volunteers.actions import insurance as actions
from volunteers.forms.people import ForWhat, Insured, LastDay, NewPolicy
from volunteers.models import Cover, Policy, Volunteer

MOST = 50
HEADS = ["姓名", "证件类型", "证件号码", "起保", "止保"]
WIDTHS = [12, 12, 24, 12, 12]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _counted():
    return Policy.objects.annotate(many=Count("people__volunteer", distinct=True))


@needs(Duty.READ)
@require_http_methods(["GET", "HEAD", "POST"])
def policies(request):
    """The county's policies, and a form for a new one where the office asks."""
    county = request.user.county
    may_add = request.user.holds(Duty.PREPARE, county)
    if request.method == "POST" and not may_add:
        raise PermissionDenied("保单由县中心办公室来登记。")
    form = NewPolicy(request.POST if request.method == "POST" else None)
    if form.is_valid():
        add = partial(actions.add_policy, division=Division.objects.get(pk=county))
        made = act(form, add, by=request.user, at=timezone.now(), **form.cleaned_data)
        if made:
            messages.success(request, "保单登记好了，接着把人加进来。")
            return redirect("desk_volunteers:policy", made.pk)
    rows = _counted().visible_to(request.user, timezone.now()).order_by("-period", "pk")[:MOST]
    context = {
        "rows": [_line(row) for row in rows],
        "form": form if may_add else None,
        "bare": _bare(request.user).count(),
    }
    return page(request, "volunteers/desk/policies.html", context, status=form.status)


def _line(policy):
    return {
        "policy": policy,
        "last_on": policy.period.upper - timedelta(days=1),
        "cost": policy.many * policy.cost_per_head,
    }


def _bare(user):
    """Active volunteers of one's places whom no policy covers today."""
    today = timezone.localdate()
    covered = Cover.objects.on(today, today).filter(volunteer=OuterRef("pk"))
    return Volunteer.objects.active().within(user.codes).filter(~Exists(covered))


@needs(Duty.READ)
@require_safe
def bare(request):
    """Who is on the register and not insured today."""
    found = part(request, _bare(request.user).select_related("person", "division__parent"), "division_id")
    return page(request, "volunteers/desk/bare.html", {"rows": found.rows, "more_url": found.more_url})


@needs(Duty.READ)
@require_http_methods(["GET", "HEAD", "POST"])
def policy(request, pk):
    """One policy: its people, the cost, and more people at once."""
    row = fetch(request.user, _counted(), pk=pk)
    own = request.user.codes_for(Duty.REVIEW_VOLUNTEERS)
    if request.method == "POST" and not own:
        raise PermissionDenied("上保险由管志愿者的所、站来办。")
    first, last = max(row.period.lower, timezone.localdate()), row.period.upper - timedelta(days=1)
    form = Insured(
        request.POST if request.method == "POST" else None, own, initial={"first_on": first, "last_on": last}
    )
    if form.is_valid():
        verb = partial(actions.insure, row, volunteers=form.chosen)
        new = act(form, verb, by=request.user, at=timezone.now(), **form.cleaned_data)
        if form.status == 200:
            messages.success(request, f"加进 {new} 人，{len(form.chosen) - new} 人原来就在保。")
            return redirect("desk_volunteers:policy", row.pk)
    return _policy(request, row, form)


def _policy(request, row, form, export=None):
    mine = row.people.filter(volunteer__in=Volunteer.objects.within(request.user.codes))
    found = part(request, mine.select_related("volunteer__person", "volunteer__division"), "-entered_at")
    context = {
        **_line(row),
        "rows": [(cover, cover.period.upper - timedelta(days=1)) for cover in found.rows],
        "more_url": found.more_url,
        "form": form if request.user.codes_for(Duty.REVIEW_VOLUNTEERS) else None,
        "export": (export or ForWhat()) if request.user.holds(Duty.REVEAL, row.place) else None,
    }
    status = export.status if export else form.status
    return page(request, "volunteers/desk/policy.html", context, status=status)


@needs(Duty.REVIEW_VOLUNTEERS)
@require_http_methods(["GET", "HEAD", "POST"])
def end_cover(request, pk):
    """提前结束 one cover: the last day on which it still holds; a day before its first takes it off the list."""
    rows = Cover.objects.select_related("volunteer__person", "policy")
    row = fetch(request.user, rows, Duty.REVIEW_VOLUNTEERS, pk=pk)
    today = timezone.localdate()
    form = LastDay(request.POST if request.method == "POST" else None, initial={"last_on": today})
    if form.is_valid():
        act(form, partial(actions.uncover, row), by=request.user, today=today, **form.cleaned_data)
        if form.status == 200:
            messages.success(request, "改好了。")
            return redirect("desk_volunteers:policy", row.policy_id)
    context = {"cover": row, "last_on": row.period.upper - timedelta(days=1), "form": form}
    return page(request, "volunteers/desk/end_cover.html", context, status=form.status)


@needs(Duty.REVEAL)
@require_http_methods(["POST"])
def roster(request, pk):
    """The list for the insurer, with whole document numbers: logged before it goes out."""
    row, form = fetch(request.user, _counted(), Duty.REVEAL, pk=pk), ForWhat(request.POST)
    if form.is_valid():
        rows = act(form, partial(actions.roster, row), by=request.user, at=timezone.now(), **form.cleaned_data)
        if rows is not None:
            return _book(row, rows, request.user)
    return _policy(request, row, Insured(None, request.user.codes_for(Duty.REVIEW_VOLUNTEERS)), form)


def _book(policy, rows, user):
    """A workbook whose every cell is text, marked with who took it out and when."""
    mark = f"{user.name or user.username} {timezone.localtime():%Y-%m-%d %H:%M} 导出，只用于投保"
    made = io.BytesIO()
    books.write(made, [("投保名单", HEADS, rows, WIDTHS)], mark=mark)
    response = HttpResponse(made.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="roster-{policy.pk}.xlsx"'
    return response
