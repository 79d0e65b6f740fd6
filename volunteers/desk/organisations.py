"""Social organisations and their licences: put down by whoever runs a place, looked at by the county's office."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from civcenter.accounts.duties import Duty
from civcenter.kit.forms import act
from civcenter.kit.gate import fetch, needs
from civcenter.kit.lists import part
from civcenter.kit.pages import page
from volunteers import actions
from volunteers.forms import teams as forms
from volunteers.models import Organisation


@needs(Duty.READ)
@require_safe
def organisations(request):
    """Those that wait for a look first, then by name."""
    at = timezone.now()
    mine = Organisation.objects.within(request.user.codes).select_related("division")
    waiting = list(mine.unverified().order_by("pk")[:50])
    found = part(request, mine.filter(verified_at__isnull=False), "name")
    day = timezone.localdate(at)
    context = {
        "waiting": waiting,
        "rows": [(row, row.refusal(day)) for row in found.rows],
        "more_url": found.more_url,
        "may_add": bool(request.user.codes_for(Duty.MANAGE)),
        "may_verify": request.user.holds(Duty.MANAGE, request.user.county),
    }
    return page(request, "volunteers/desk/organisations.html", context)


@needs(Duty.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new_organisation(request):
    """An organisation in a place one runs; nobody looked at its licence yet."""
    codes = request.user.codes_for(Duty.MANAGE)
    form = forms.OrganisationForm(request.POST if request.method == "POST" else None, codes=codes)
    if form.is_valid() and act(form, actions.add_organisation, **form.cleaned_data):
        messages.success(request, "记下了。登记证由县中心办公室核，核过它的队才能接单。")
        return redirect("desk_volunteers:organisations")
    context = {"form": form, "title": "加一个社会组织", "back": "desk_volunteers:organisations", "button": "记下"}
    return page(request, "volunteers/desk/new.html", context, status=form.status)


@needs(Duty.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_step(request, pk, step):
    """Correct what is on record, or say that the licence was seen."""
    row, data = (
        fetch(request.user, Organisation, Duty.MANAGE, pk=pk),
        request.POST if request.method == "POST" else None,
    )
    if step == "edit":
        known = {name: getattr(row, name) for name in forms.OrganisationEdit.base_fields}
        form, verb = forms.OrganisationEdit(data, initial=known), partial(actions.edit_organisation, row)
    elif step == "verify":
        form = forms.VerifyForm(data, initial={"valid_to": row.valid_to})
        verb = partial(actions.verify_organisation, row, by=request.user, at=timezone.now())
    else:
        raise Http404
    if form.is_valid():
        act(form, verb, **form.cleaned_data)
        if not form.errors:
            messages.success(request, "改好了，要重新核。" if step == "edit" else "核过了，它的队可以接单。")
            return redirect("desk_volunteers:organisations")
    title = "改登记" if step == "edit" else "核登记证"
    context = {"form": form, "title": f"{title}：{row.name}", "back": "desk_volunteers:organisations", "button": title}
    return page(request, "volunteers/desk/new.html", context, status=form.status)
