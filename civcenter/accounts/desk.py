"""Staff: one's own password, and messages that got stuck."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from civcenter.accounts import actions
from civcenter.accounts.duties import Duty
from civcenter.accounts.forms import NewPasswordForm
from civcenter.accounts.models import User
from civcenter.hierarchy.models import Division
from civcenter.kit.forms import act
from civcenter.kit.gate import needs
from civcenter.kit.lists import part
from civcenter.kit.pages import page
from civcenter.notices.actions import send_again
from civcenter.notices.models import Notice


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def password(request):
    """Change one's own password. Other sessions of this log-in end."""
    form = NewPasswordForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        user = act(form, actions.set_password, user=request.user, password=form.cleaned_data["password"])
        if user:
            update_session_auth_hash(request, user)
            messages.success(request, "密码换好了，下次用新的进。")
            return redirect("desk_portal:home")
    return page(request, "accounts/password.html", {"form": form}, status=form.status)


@needs(Duty.ADMIN)
@require_POST
def totp_reset(request, pk):
    """A colleague's phone is lost: unbind it. For the system administrator, in his own counties."""
    ours = Division.objects.within(request.user.codes_for(Duty.ADMIN))
    rows = User.objects.filter(phone_key=None, appointments__division__in=ours).distinct()
    actions.reset_totp(get_object_or_404(rows, pk=pk), by=request.user, at=timezone.now())
    messages.success(request, "重置了，他下次登录时重新绑手机。")
    return redirect("desk_residents:staff")


@require_safe
def stranded(request):
    """SMS that reached nobody or perhaps nobody. What they said and to whom is not shown."""
    shown = part(request, _stranded(request.user), "-created_at")
    context = {"notices": shown.rows, "more_url": shown.more_url}
    return page(request, "accounts/stranded.html", context)


@require_POST
def resend(request, pk):
    """Have one tried again."""
    send_again(get_object_or_404(_stranded(request.user), pk=pk), at=timezone.now())
    messages.success(request, "已排队再发一次。")
    return redirect("desk_accounts:stranded")


def _stranded(user):
    """The stuck messages of the counties somebody looks after: the office's, and the system administrator's."""
    codes = user.codes_for(Duty.PREPARE) | user.codes_for(Duty.ADMIN) if user.is_authenticated else ()
    if not codes:
        raise PermissionDenied("没发出去的短信由县中心办公室和系统管理员看。")
    return Notice.objects.stranded().filter(county__in={code[:6] for code in codes})
