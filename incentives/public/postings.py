"""21a: what hangs out in the village: who would get how many points for what, and what was answered."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from civcenter.hierarchy.models import Division
from civcenter.kit.fields import WordsField
from civcenter.kit.forms import Form, act
from civcenter.kit.gate import by_phone, open_view
from civcenter.kit.lists import part
from civcenter.rules.models import calendar_for
from incentives.actions import object_to_line
from incentives.actions.postings import LINES, LONGEST, lines_of, rule_of
from incentives.board import names_of
from incentives.choices import ObjectionStatus, PostingStatus
from incentives.models import ManualRule, Objection, PointRule, Posting, StatutoryBenefit

ANSWERS = 10


class Doubt(Form):
    words = WordsField(
        label="哪里不对",
        max_length=200,
        rows=3,
        empty="还没写哪里不对。写一句就行。",
        help_text="提的人不公开。写清哪天、哪件事就行，别写别人的电话。",
    )


@open_view
@require_safe
def postings(request, code):
    """The lists of a place, what hangs first."""
    place = get_object_or_404(Division.objects.current().select_related("parent"), pk=code)
    found = part(request, Posting.objects.public().counted().filter(division=place), "-posted_at")
    context = {"place": place, "rows": found.rows, "more_url": found.more_url, "at": timezone.now()}
    return render(request, "incentives/public/postings.html", context)


def _public(pk):
    return get_object_or_404(Posting.objects.public().select_related("division__parent", "rule"), pk=pk)


@open_view
@require_safe
def posting(request, pk):
    """One list with its lines, and the last objections with their answers."""
    row, at = _public(pk), timezone.now()
    found = part(request, LINES.filter(posting=row), "pk")
    context = {
        "posting": row,
        "totals": Posting.objects.counted().get(pk=row.pk),
        "rows": _shown(found.rows),
        "more_url": found.more_url,
        "answers": _answers(row),
        "is_open": row.status == PostingStatus.POSTED and row.notice_until > at,
        "at": at,
        "work_calendar": calendar_for(timezone.localdate(at), timezone.localdate(at) + LONGEST),
    }
    return render(request, "incentives/public/posting.html", context)


def _shown(lines):
    """Lines with the name that may be read and whether somebody waits for an answer."""
    names = names_of(lines)
    asked = set(Objection.objects.open().filter(entry__in=lines).values_list("entry", flat=True))
    return [(line, names[line.account_id], line.pk in asked) for line in lines]


def _answers(row):
    """The answered objections of this list and of the one before it."""
    said = Objection.objects.exclude(status=ObjectionStatus.OPEN).exclude(shown="")
    mine = said.filter(entry__posting__division=row.division_id, entry__posting__in=Posting.objects.public())
    return mine.select_related("entry").order_by("-answered_at", "-pk")[:ANSWERS]


@open_view
@require_safe
def paper(request, pk):
    """The sheet for the wall: the same lines as the page, and the digest that says so."""
    row = _public(pk)
    lines = list(lines_of(row))
    context = {"posting": row, "rows": _shown(lines), "lines": lines, "link": request.build_absolute_uri("../")}
    context["points"] = sum(line.points for line in lines)
    return render(request, "incentives/public/posting_paper.html", context)


@by_phone
@require_http_methods(["GET", "HEAD", "POST"])
def objection(request, pk):
    """提意见 on one line while its list hangs."""
    at = timezone.now()
    line = LINES.filter(posting__in=Posting.objects.hanging(), pk=pk).select_related("posting").first()
    if line is None or line.posting.notice_until <= at:
        raise Http404
    form = Doubt(request.POST if request.method == "POST" else None)
    if form.is_valid() and act(form, partial(object_to_line, line), by=request.user, at=at, **form.cleaned_data):
        messages.success(request, "收到了。站里会查，答复写在榜上；答复以前这一笔先不记。")
        return redirect("incentives:posting", line.posting_id)
    context = {"line": line, "name": names_of([line])[line.account_id], "form": form}
    context["days"] = rule_of(line.posting.place, at).answer_days
    return render(request, "incentives/public/object.html", context, status=form.status)


@open_view
@require_safe
def rules(request, code):
    """积分怎么算: the county's rules of today, what never hangs on points too."""
    place = get_object_or_404(Division.objects.current(), pk=code, tier=Division.Tier.COUNTY)
    day = timezone.localdate()
    context = {
        "place": place,
        "hours": PointRule.objects.at(day, code).select_related("kind", "document").order_by("kind__rank", "kind"),
        "events": ManualRule.objects.at(day, code).filter(takes=False).order_by("holder", "pk"),
        "floor": StatutoryBenefit.objects.at(day, code).order_by("pk"),
        "posting": rule_of(code, timezone.now()),
    }
    return render(request, "incentives/public/rules.html", context)
