"""The desk's front door: each role is led to the page it works on."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from civcenter.accounts.duties import Duty
from civcenter.portal import nav


@require_safe
def home(request):
    """County people see the board (07), branch and station people today's work (06), sysadmins the admin."""
    if not request.user.is_official:
        raise PermissionDenied("工作台给有岗位的工作人员用。您没有岗位，请找上一级开通。")
    if not request.user.codes_for(Duty.READ):
        return redirect("admin:index")
    return redirect(nav.home(request.user))
