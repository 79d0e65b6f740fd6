"""What a place keeps: its market days and fairs, added and ended by who runs it; the pack of a festival."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from civcenter.accounts.duties import Duty
from civcenter.hierarchy.models import Outpost
from civcenter.kit.forms import act
from civcenter.kit.gate import fetch, needs
from civcenter.kit.pages import page
from projects.occasions.actions import add_occasion, end_occasion, prepare_pack
from projects.occasions.forms import Ending, Keeping
from projects.occasions.models import Occasion


@needs(Duty.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request):
    """From when on a place keeps a day."""
    at, codes = timezone.now(), request.user.codes_for(Duty.MANAGE)
    first = {"since": timezone.localdate(at), "division": min(codes, key=len)}
    form = Keeping(request.POST if request.method == "POST" else None, codes=codes, initial=first)
    if form.is_valid() and act(form, add_occasion, by=request.user, at=at, **form.cleaned_data):
        messages.success(request, "记下了，日历上马上就有。")
        return redirect("desk_portal:calendar")
    return page(request, "occasions/desk/keep.html", {"form": form}, status=form.status)


@needs(Duty.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request, pk):
    """The last day of what a place kept."""
    row, at = fetch(request.user, Occasion.objects.select_related("division"), Duty.MANAGE, pk=pk), timezone.now()
    form = Ending(request.POST if request.method == "POST" else None, initial={"last": timezone.localdate(at)})
    if form.is_valid():
        act(form, partial(end_occasion, row), by=request.user, at=at, **form.cleaned_data)
        if form.status == 200:
            messages.success(request, "定了最后一天。换了日子的话，再添一条新的。")
            return redirect("desk_portal:calendar")
    return page(request, "occasions/desk/end.html", {"row": row, "form": form}, status=form.status)


@needs(Duty.MANAGE)
@require_POST
def pack(request, pk, year):
    """One of 我们的节日, prepared for every outpost this person looks after; again, it makes nothing twice."""
    festival = get_object_or_404(Occasion.objects.general(), pk=pk)
    made = prepare_pack(festival, year=year, outposts=Outpost.objects.all(), by=request.user, at=timezone.now())
    messages.success(request, f"“{festival.name}”给 {made} 个站所排上了草稿。" if made else "都已经排上了，没有再动。")
    return redirect("desk_portal:calendar")
