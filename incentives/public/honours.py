"""Honours in the open: what is on notice, what was conferred, how one says that it is wrong; and one's own."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from civcenter.hierarchy.models import Division, Outpost
from civcenter.kit.fields import WordsField
from civcenter.kit.forms import Form, act
from civcenter.kit.gate import by_phone, open_view
from civcenter.kit.lists import part
from incentives import actions
from incentives.flow import HonorStatus
from incentives.models import Honor
from incentives.nominations import Nomination
from volunteers.models import Team, TeamPost

HOLDERS = ("person__volunteer", "team", "household", "outpost")
ROWS = Honor.objects.nominated().shown().select_related(*HOLDERS, "rule", "division__parent")
MOST = 50


class Doubt(Form):
    words = WordsField(label="哪里不对", max_length=300, rows=4, help_text="您是谁不会告诉别人。写清楚，好去查。")


@open_view
@require_safe
def honours(request, code):
    """A county's honours: those on notice now, and those that were conferred."""
    place = get_object_or_404(Division.objects.current(), pk=code, tier=Division.Tier.COUNTY)
    rows = ROWS.within([code])
    context = {
        "place": place,
        "at": timezone.now(),
        "noticed": rows.on_notice().order_by("notice_until")[:MOST],
        "given": part(request, rows.conferred(), "-decided_at"),
    }
    return render(request, "incentives/public/honours.html", context)


@open_view
@require_safe
def honour(request, pk):
    """One honour that is on notice or was conferred."""
    row = get_object_or_404(ROWS.filter(status__in=[HonorStatus.NOTICE, HonorStatus.CONFERRED]), pk=pk)
    office = Outpost.objects.filter(division=row.county).first()
    return render(request, "incentives/public/honour.html", {"row": row, "at": timezone.now(), "office": office})


@by_phone
@require_http_methods(["GET", "HEAD", "POST"])
def objection(request, pk):
    """提意见 while the notice lasts."""
    at = timezone.now()
    row = get_object_or_404(ROWS.on_notice().filter(notice_until__gt=at), pk=pk)
    form = Doubt(request.POST if request.method == "POST" else None)
    if form.is_valid() and act(
        form, partial(actions.object_to_honor, row), by=request.user, at=at, **form.cleaned_data
    ):
        messages.success(request, "收到了。查清之前不会授予，结果会告诉您。")
        return redirect("incentives:honour", row.pk)
    return render(request, "incentives/public/honour_doubt.html", {"row": row, "form": form}, status=form.status)


@by_phone
@require_safe
def mine(request):
    """One's own, one's household's and one's team's; and whom a captain put forward."""
    rows = Honor.objects.mine(request.user).exclude(status__in=[HonorStatus.NOMINATED, HonorStatus.WITHDRAWN])
    asked = Honor.objects.nominated().filter(nominated_by=request.user).select_related(*HOLDERS)
    led = TeamPost.objects.on(timezone.localdate()).of(request.user).values("team")
    context = {
        "rows": rows.exclude(status=HonorStatus.REFUSED).select_related(*HOLDERS, "board").order_by("-pk")[:MOST],
        "asked": asked.order_by("-nominated_at")[:MOST],
        "teams": Team.objects.current().filter(pk__in=led),
    }
    return render(request, "incentives/public/my_honours.html", context)


@by_phone
@require_safe
def certificate(request, pk):
    """One's own certificate, to show or print."""
    rows = Honor.objects.mine(request.user).nominated().select_related(*HOLDERS, "rule", "division__parent")
    row = get_object_or_404(rows.filter(status=HonorStatus.CONFERRED), pk=pk)
    center = Outpost.objects.get_for(row.county).name
    return render(request, "incentives/honour_paper.html", {"row": row, "center": center})


@by_phone
@require_http_methods(["GET", "HEAD", "POST"])
def nominate(request, pk):
    """A captain puts his team or one of its members forward: first whom (`?member=`), then for what."""
    at = timezone.now()
    day = timezone.localdate(at)
    led = TeamPost.objects.on(day).of(request.user).values("team")
    team = get_object_or_404(Team.objects.current().filter(pk__in=led), pk=pk)
    members = team.active_members().exclude(person__user=request.user)
    if "member" not in request.GET:
        return render(request, "incentives/public/nominate.html", {"team": team, "members": members[:200]})
    chosen = request.GET["member"]
    holder, kind = (team, "team") if chosen == "team" else (_member(members, chosen).person, "person")
    typed = (request.POST, request.FILES) if request.method == "POST" else ()
    form = Nomination(*typed, rules=actions.rules_for(kind, holder.place, day).filter(for_staff=False))
    if form.is_valid() and act(form, partial(actions.nominate, holder), by=request.user, at=at, **form.details):
        messages.success(request, "提上去了，审过会公示。")
        return redirect("incentives:my_honours")
    return render(request, "incentives/public/nominate.html", {"form": form, "name": holder.name}, status=form.status)


def _member(members, chosen):
    return get_object_or_404(members, pk=int(chosen) if chosen.isascii() and chosen.isdigit() else 0)
