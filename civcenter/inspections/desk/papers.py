"""The files of a report: asked for, watched while they are made, taken."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from civcenter.accounts.duties import Duty
from civcenter.inspections.actions import papers
from civcenter.inspections.choices import Paper
from civcenter.inspections.models import Report, Round
from civcenter.inspections.reports.files import TYPES
from civcenter.kit.gate import fetch, needs
from civcenter.kit.models import Job
from civcenter.kit.pages import page

ROWS = Report.objects.select_related("round__division", "by").defer("body")


@needs(Duty.READ)
@require_POST
def ask(request, pk):
    """Ask for one kind of file."""
    round, kind = fetch(request.user, Round, pk=pk), request.POST.get("kind")
    if kind not in Paper.values:
        raise Http404
    report = papers.ask(round, kind, by=request.user, at=timezone.now())
    return redirect("desk_inspections:paper", report.pk)


@needs(Duty.READ)
@require_safe
def paper(request, pk):
    """How far it is, and the link when it is there."""
    report = fetch(request.user, ROWS, pk=pk)
    context = {"report": report, "round": report.round, "job": Job.objects.filter(source=f"report:{pk}").first()}
    return page(request, "inspections/paper.html", context)


@needs(Duty.READ)
@require_safe
def file(request, pk):
    """The file as it was made."""
    report = fetch(request.user, Report.objects.select_related("round"), pk=pk)
    if report.made_at is None:
        raise Http404
    name = f'attachment; filename="{report.round.division_id}-{report.round.period}-{report.pk}.{report.kind}"'
    return HttpResponse(bytes(report.body), content_type=TYPES[report.kind], headers={"Content-Disposition": name})
