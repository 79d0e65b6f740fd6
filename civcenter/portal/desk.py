"""The desk's front door: each role is led to the page it works on; and the cards of the outposts one runs."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from civcenter.accounts.duties import Duty
from civcenter.hierarchy.actions import edit_outpost
from civcenter.hierarchy.forms import OutpostForm
from civcenter.hierarchy.models import Outpost
from civcenter.kit.forms import act
from civcenter.kit.gate import fetch, needs
from civcenter.kit.lists import part
from civcenter.kit.pages import page
from civcenter.portal import nav, praise
from civcenter.portal.forms import SearchForm


@require_safe
def home(request):
    """County people see the board (07), branch and station people today's work (06), sysadmins the admin."""
    if not request.user.is_official:
        raise PermissionDenied("工作台给有岗位的工作人员用。您没有岗位，请找上一级开通。")
    if not request.user.codes_for(Duty.READ):
        return redirect("admin:index")
    return redirect(nav.home(request.user))


@needs(Duty.MANAGE)
@require_safe
def outposts(request):
    """The outposts somebody runs, from the centre down, each with what its card still lacks."""
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    rows = Outpost.objects.within(request.user.codes_for(Duty.MANAGE)).filter(is_open=True)
    found = part(request, (rows.search(words) if words else rows).select_related("division__parent"), "division_id")
    context = {"form": form, "words": words, "rows": found.rows, "more_url": found.more_url}
    return page(request, "portal/desk/outposts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def outpost(request, pk):
    """An outpost's card, corrected by whoever runs it."""
    row = fetch(request.user, Outpost.objects.filter(is_open=True), Duty.MANAGE, pk=pk)
    known = {name: getattr(row, name) for name in OutpostForm.base_fields}
    form = OutpostForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_valid():
        saved = act(form, edit_outpost, outpost=row, by=request.user, at=timezone.now(), **form.cleaned_data)
        if saved:
            messages.success(request, "改好了，群众现在看到的就是这些。")
            return redirect("desk_portal:outposts")
    return page(request, "portal/desk/outpost.html", {"outpost": row, "form": form}, status=form.status)


@needs(Duty.READ)
@require_safe
def red(request):
    """What the running month's red lists would say today."""
    return praise.preview(request)
