"""评分办法: those in force, a copy to change, and what it would have done to the last round (试算)."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from civcenter.accounts.duties import Duty
from civcenter.inspections.actions import templates as actions
from civcenter.inspections.forms import Line, Since
from civcenter.inspections.models import Indicator, Template
from civcenter.kit.forms import act
from civcenter.kit.gate import needs
from civcenter.kit.pages import page

ROWS = Template.objects.select_related("document")


def _one(user, pk):
    return get_object_or_404(ROWS.visible_to(user, timezone.now()), pk=pk)


@needs(Duty.SET_RULES)
@require_safe
def templates(request):
    """Every template that holds here, drafts too."""
    rows = ROWS.visible_to(request.user, timezone.now()).order_by("level", "kind", "-pk")[:50]
    return page(request, "inspections/templates.html", {"rows": rows})


@needs(Duty.SET_RULES)
@require_http_methods(["GET", "HEAD", "POST"])
def template(request, pk):
    """Its lines with their weights; of a draft what is missing, the try-out, and the button that puts it in force."""
    row = _one(request.user, pk)
    form = Since(request.POST if request.method == "POST" else None)
    if form.is_valid():
        act(form, partial(actions.activate, row), by=request.user, at=timezone.now(), **form.cleaned_data)
        if form.status == 200:
            messages.success(request, "启用了。从这一天起的督查照它打分。")
            return redirect("desk_inspections:template", row.pk)
    lines = list(row.indicators.prefetch_related("parts"))
    context = {
        "template": row,
        "lines": lines,
        "sum": sum(line.weight for line in lines if line.role == "normal"),
        "form": form,
        "trial": actions.trial(row) if row.is_draft else None,
    }
    return page(request, "inspections/template.html", context, status=form.status)


@needs(Duty.SET_RULES)
@require_POST
def copy(request, pk):
    """A draft of one's own to change."""
    draft = actions.copy(_one(request.user, pk), by=request.user, at=timezone.now())
    messages.success(request, "照着做了一份草稿，改好再启用。")
    return redirect("desk_inspections:template", draft.pk)


@needs(Duty.SET_RULES)
@require_http_methods(["GET", "HEAD", "POST"])
def line(request, pk):
    """Change one line of a draft: words, weight, thresholds."""
    indicator = get_object_or_404(Indicator.objects.prefetch_related("parts"), pk=pk)
    row = _one(request.user, indicator.template_id)
    form = Line(request.POST if request.method == "POST" else None, indicator=indicator)
    if form.is_valid():
        act(form, partial(actions.change, indicator), by=request.user, at=timezone.now(), **form.changes)
        if form.status == 200:
            messages.success(request, "改好了。")
            return redirect("desk_inspections:template", row.pk)
    context = {"template": row, "line": indicator, "form": form}
    return page(request, "inspections/line.html", context, status=form.status)
