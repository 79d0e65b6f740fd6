"""Who a staff log-in is: its own account, and the phone by which its owner says "that is me"."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from civcenter.accounts import actions as accounts
from civcenter.accounts.duties import Duty
from civcenter.accounts.forms import CodeForm, PhoneForm
from civcenter.accounts.models import User
from civcenter.kit.forms import act
from civcenter.kit.gate import officials
from civcenter.kit.lists import part
from civcenter.kit.pages import page
from civcenter.kit.secrets import seal, unseal
from civcenter.notices.models import Notice
from civcenter.residents.actions import link_staff
from civcenter.residents.forms import OwnForm
from civcenter.residents.models import Person
from civcenter.residents.staff import log_ins

ASKED, PROVED = "own_phone_asked", "own_phone_proved"
"""Session keys: the sealed phone to which a code was asked; its log-in and the moment it was proved."""

PROVED_FOR = timedelta(minutes=15)
TYPED_OR_SHOWN = require_http_methods(["GET", "HEAD", "POST"])


@officials
@require_safe
def account(request):
    """My log-in: posts, whose it is, password."""
    person = Person.objects.filter(staff=request.user).first()
    context = {"person": person, "is_known": _is_known(request.user), "totp": settings.CIV_STAFF_TOTP}
    return page(request, "residents/desk/account.html", context)


def _is_known(user):
    return bool(Person.objects.own_phones(user))


@officials
@TYPED_OR_SHOWN
def phone(request):
    """Which phone is yours? A code is sent to it."""
    if _is_known(request.user):
        return redirect("desk_residents:account")
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["phone"]
        act(form, accounts.send_code, phone=typed, browser=request.browser, at=timezone.now())
        if not form.errors:
            request.session[ASKED] = seal(typed)
            return redirect("desk_residents:own_code")
    return page(request, "residents/desk/phone.html", {"form": form}, status=form.status)


@officials
@TYPED_OR_SHOWN
def code(request):
    """The six digits; the staff session goes on, it only knows the phone now."""
    if ASKED not in request.session:
        return redirect("desk_residents:own_phone")
    asked, at = unseal(request.session[ASKED]), timezone.now()
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["code"]
        user = act(form, accounts.check_code, phone=asked, code=typed, browser=request.browser, at=at)
        if user:
            del request.session[ASKED]
            request.session[PROVED] = [user.pk, at.timestamp()]
            return redirect("desk_residents:own_who")
    context = {"form": form, "phone": asked, "shown": Notice.objects.last_code(asked)}
    return page(request, "residents/desk/code.html", context, status=form.status)


@officials
@TYPED_OR_SHOWN
def who(request):
    """您是哪位: of the people of the proved phone, or nobody listed yet; then the log-in is linked."""
    phone_user = _proved(request)
    if phone_user is None:
        return redirect("desk_residents:own_phone")
    persons = Person.objects.at_phone(phone_user).filter(staff__isnull=True).order_by("pk")
    form = OwnForm(request.POST or None, persons=persons)
    if request.method == "POST" and form.is_valid():
        chosen, at = form.cleaned_data["person"], timezone.now()
        if act(form, link_staff, user=request.user, phone_user=phone_user, person=chosen, at=at):
            del request.session[PROVED]
            messages.success(request, "认好了。您自己的时长以后由别人核。")
            return redirect("desk_residents:account")
    return page(request, "residents/desk/who.html", {"form": form, "phone": phone_user.phone}, status=form.status)


def _proved(request):
    """The log-in of the phone that was proved in this session not long ago, or None."""
    pk, at = request.session.get(PROVED, (None, 0))
    if timezone.now().timestamp() - at > PROVED_FOR.total_seconds():
        return None
    return User.objects.filter(pk=pk, is_active=True).first()


@officials
@require_safe
def staff(request):
    """The staff log-ins of the counties somebody looks after, those first whose owner never said who he is."""
    codes = request.user.codes_for(Duty.PREPARE) | request.user.codes_for(Duty.ADMIN)
    if not codes:
        raise PermissionDenied("工作账号由县中心办公室和系统管理员看。")
    rows = log_ins({code[:6] for code in codes}, timezone.localdate())
    unknown = rows.filter(is_known=False).count()
    shown = part(request, rows.filter(is_known=False) if "unknown" in request.GET else rows, "username")
    context = {"rows": shown.rows, "more_url": shown.more_url, "unknown": unknown, "all": "unknown" not in request.GET}
    context |= {"totp": settings.CIV_STAFF_TOTP, "may_reset": bool(request.user.codes_for(Duty.ADMIN))}
    return page(request, "residents/desk/staff.html", context)
