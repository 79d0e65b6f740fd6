"""Lists of volunteers that come in: upload, columns, preview, confirm, undo; and what does not agree."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from civcenter.accounts.duties import Duty
from civcenter.kit import jobs
from civcenter.kit.forms import act
from civcenter.kit.gate import fetch, needs
from civcenter.kit.lists import part
from civcenter.kit.pages import page
from volunteers import lists
from volunteers.actions import conflicts, imports
from volunteers.choices import BatchState
from volunteers.forms.exchange import Bring, Columns, Decide
from volunteers.models import Conflict, ImportBatch

BATCHES = ImportBatch.objects.select_related("by", "division")
STEPS = ["选文件", "对列名", "预检", "确认写入", "结果可撤"]
AT = {BatchState.MAPPING: 1, BatchState.QUEUED: 2, BatchState.CHECKED: 3, BatchState.WRITING: 3, BatchState.WRITTEN: 4}
REVIEW = Duty.REVIEW_VOLUNTEERS
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@needs(REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def batches(request):
    """Bring in a list, and the lists that came in."""
    bound = request.method == "POST"
    form = Bring(request.POST if bound else None, request.FILES if bound else None, user=request.user)
    if form.is_valid():
        said = dict(form.cleaned_data)
        batch = act(form, imports.bring, name=said["file"].name, by=request.user, at=timezone.now(), **said)
        if batch:
            return redirect("desk_volunteers:import", batch.pk)
    found = part(request, BATCHES.visible_to(request.user, timezone.now()), "-created_at")
    context = {
        "form": form,
        "rows": found.rows,
        "more_url": found.more_url,
        "conflicts": Conflict.objects.visible_to(request.user, timezone.now()).open().count(),
    }
    return page(request, "volunteers/desk/imports.html", context, status=form.status)


@needs(REVIEW)
@require_safe
def batch(request, pk):
    """One import: how far it is, what is wrong, what would be written; asked by htmx, only how far."""
    row, at = fetch(request.user, BATCHES, pk=pk), timezone.now()
    job = imports.job_of(row)
    context = {"batch": row, "job": job, "steps": STEPS, "step": AT.get(row.state, len(STEPS))}
    if request.htmx:
        answer = page(request, "volunteers/desk/_progress.html", context)
        if job is None:
            answer["HX-Refresh"] = "true"
        return answer
    context |= lists.tab(request, row)
    context["why_not_undone"] = imports.why_not_undone(row, at)
    return page(request, "volunteers/desk/import.html", context)


@needs(REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request, pk):
    """Which column is which."""
    row = fetch(request.user, BATCHES, pk=pk)
    if row.state not in (BatchState.MAPPING, BatchState.CHECKED):
        return redirect("desk_volunteers:import", row.pk)
    form = Columns(request.POST or None, batch=row)
    if form.is_valid():
        save_as = form.cleaned_data["save_as"]
        act(form, partial(imports.remap, row), mapping=form.mapping, save_as=save_as, at=timezone.now())
        if form.is_valid():
            return redirect("desk_volunteers:import", row.pk)
    context = {"batch": row, "form": form, "steps": STEPS, "step": 1}
    return page(request, "volunteers/desk/columns.html", context, status=form.status)


def _again(row, *, at):
    job = imports.job_of(row)
    if job:
        jobs.again(job, at=at)


MOVES = {
    "confirm": (imports.confirm, "记下了，正在写入。"),
    "drop": (imports.drop, "不导了，什么都没有写入。"),
    "undo": (imports.undo, "整批撤回了，这些人不在册上了。"),
    "again": (_again, "再试一次，稍等。"),
}


@needs(REVIEW)
@require_POST
def step(request, pk, step):
    """Confirm, drop, undo, or try again."""
    row = fetch(request.user, BATCHES, REVIEW, pk=pk)
    if step not in MOVES:
        raise Http404
    verb, words = MOVES[step]
    verb(row, at=timezone.now())
    messages.success(request, words)
    return redirect("desk_volunteers:import", row.pk)


@needs(REVIEW)
@require_POST
def invite(request, pk):
    """Send those of an import who were not asked yet their link."""
    row = fetch(request.user, BATCHES, REVIEW, pk=pk)
    asked = imports.invite(row, by=request.user, at=timezone.now())
    messages.success(request, f"给 {asked} 人发了短信。" if asked else "都发过了，没有要发的。")
    return redirect("desk_volunteers:import", row.pk)


@needs(REVIEW)
@require_safe
def faults(request, pk):
    """The rows that are wrong, as a workbook to mend the list by; cells are masked."""
    row = fetch(request.user, BATCHES, pk=pk)
    return _file(lists.fault_book(row), f"faults-{row.pk}.xlsx")


@needs(REVIEW)
@require_safe
def template(request):
    """An empty list with our headings, all columns text, and how to fill it."""
    return _file(lists.template_book(), "volunteers-template.xlsx")


def _file(body, name):
    return HttpResponse(body, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@needs(REVIEW)
@require_safe
def conflict_list(request):
    """What lists say otherwise than the register; nothing changes until somebody decides."""
    rows = Conflict.objects.visible_to(request.user, timezone.now()).open()
    found = part(request, rows.select_related("volunteer__person", "volunteer__division", "batch"), "at")
    context = {"rows": lists.shown_conflicts(found.rows, request.user), "more_url": found.more_url}
    return page(request, "volunteers/desk/conflicts.html", context)


@needs(REVIEW)
@require_POST
def decide(request, pk):
    """Keep or take."""
    row = fetch(request.user, Conflict.objects.select_related("volunteer__person__user"), REVIEW, pk=pk)
    form = Decide(request.POST)
    if form.is_valid():
        act(form, partial(conflicts.decide, row), take=form.cleaned_data["take"], by=request.user, at=timezone.now())
        messages.success(request, "定了。")
    return redirect("desk_volunteers:conflicts")
