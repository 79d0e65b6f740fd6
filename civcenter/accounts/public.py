"""Coming in and going out: staff by password (45a), everybody else by a code on the phone (45b)."""

from datetime import timedelta

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import authenticate, logout
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from civcenter.accounts import actions, sessions
from civcenter.accounts.forms import CodeForm, PhoneForm, StaffLoginForm, TotpForm
from civcenter.accounts.models import TotpDevice
from civcenter.accounts.onward import onward
from civcenter.accounts.totp import address, new_secret, spaced
from civcenter.kit.forms import act
from civcenter.kit.gate import by_phone, open_view
from civcenter.kit.pages import page
from civcenter.kit.secrets import seal, unseal
from civcenter.notices.adapters import adapter
from civcenter.notices.models import Notice

ASKED, SECRET = "asked_phone", "totp_secret"
"""Session keys: the sealed phone to which this browser asked a code; the sealed secret it is about to bind."""

TYPED_OR_SHOWN = require_http_methods(["GET", "HEAD", "POST"])


@open_view
@TYPED_OR_SHOWN
@sensitive_post_parameters("password")
def staff_login(request):
    """45a. Five wrong tries in half an hour lock the name for this address; see `locked`."""
    form = StaffLoginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        user = authenticate(request, **typed)
        if user and settings.CIV_STAFF_TOTP:
            sessions.begin_half_way(request, user)
            return redirect(_with_next("accounts:totp", request))
        if user:
            return _in(request, user)
        failures = AxesProxyHandler.get_failures(request, {"username": typed["username"]})
        form.refuse(max(settings.AXES_FAILURE_LIMIT - failures, 0))
    return page(request, "accounts/login.html", {"form": form, "next": onward(request)}, status=form.status)


def _in(request, user, device=None):
    sessions.come_in_by_password(request, user, device)
    return redirect(onward(request, reverse("desk_portal:home")))


@open_view
@TYPED_OR_SHOWN
def totp(request):
    """After the password: the code of the phone. Who has bound none is led to do so."""
    user = sessions.half_way(request)
    if user is None:
        return redirect(_with_next("accounts:login", request))
    if not TotpDevice.objects.filter(user=user).exists():
        return redirect(_with_next("accounts:totp_new", request))
    form = TotpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        device = act(form, actions.check_totp, user=user, code=form.cleaned_data["code"], at=timezone.now())
        if device:
            return _in(request, user, device)
    return page(request, "accounts/totp.html", {"form": form, "next": onward(request)}, status=form.status)


@open_view
@TYPED_OR_SHOWN
def totp_new(request):
    """Bind a phone: its app reads the secret, one code proves that it did. The secret waits sealed in the session."""
    user = sessions.half_way(request)
    if user is None:
        return redirect(_with_next("accounts:login", request))
    if TotpDevice.objects.filter(user=user).exists():
        return redirect(_with_next("accounts:totp", request))
    secret = _secret(request)
    form = TotpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["code"]
        device = act(form, actions.bind_totp, user=user, secret=secret, code=typed, at=timezone.now())
        if device:
            del request.session[SECRET]
            return _in(request, user, device)
    shown = {"address": address(secret, user.username), "secret": spaced(secret)}
    return page(request, "accounts/totp_new.html", {"form": form, "next": onward(request), **shown}, status=form.status)


def _secret(request):
    """The secret this browser was shown, or a new one."""
    if SECRET not in request.session:
        request.session[SECRET] = seal(new_secret())
    return unseal(request.session[SECRET])


def locked(request, response=None, credentials=None):
    """What axes answers instead of `response` to a name that is locked: for how long, and whom to ask."""
    name = (credentials or {}).get("username", "")
    tried = AccessAttempt.objects.filter(username=name, ip_address=request.axes_ip_address)
    last = tried.order_by("-attempt_time").values_list("attempt_time", flat=True).first()
    span = (last or timezone.now()) + settings.AXES_COOLOFF_TIME - timezone.now()
    minutes = max(-(-span // timedelta(minutes=1)), 1)
    return page(request, "accounts/locked.html", {"minutes": minutes}, status=429)


@open_view
@require_POST
def leave(request):
    """Log out; the session is gone, not only forgotten by the browser."""
    logout(request)
    return redirect("portal:home")


@open_view
@TYPED_OR_SHOWN
def phone_login(request):
    """Which phone? A code is sent to it, whoever's it is."""
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        phone = form.cleaned_data["phone"]
        act(form, actions.send_code, phone=phone, browser=request.browser, at=timezone.now())
        if not form.errors:
            request.session[ASKED] = seal(phone)
            return redirect(_with_next("accounts:code", request))
    context = {"form": form, "next": onward(request), "asked": ASKED in request.session}
    return page(request, "accounts/phone.html", context, status=form.status)


@open_view
@TYPED_OR_SHOWN
def code(request):
    """45b. The six digits from the SMS; right ones open a session and lead to 您是哪位."""
    if ASKED not in request.session:
        return redirect(_with_next("accounts:phone_login", request))
    phone = unseal(request.session[ASKED])
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["code"]
        user = act(form, actions.check_code, phone=phone, code=typed, browser=request.browser, at=timezone.now())
        if user:
            sessions.come_in_by_phone(request, user)
            request.session.pop(ASKED, None)  # already gone where somebody else was logged in here
            return redirect(_with_next("residents:who", request))
    return _code_page(request, form, phone)


@open_view
@require_POST
def code_again(request):
    """Send another code to the same phone."""
    if ASKED not in request.session:
        return redirect(_with_next("accounts:phone_login", request))
    phone = unseal(request.session[ASKED])
    form = CodeForm({})
    form.errors.clear()
    act(form, actions.send_code, phone=phone, browser=request.browser, at=timezone.now())
    return _code_page(request, form, phone) if form.errors else redirect(_with_next("accounts:code", request))


def _code_page(request, form, phone):
    context = {
        "form": form,
        "phone": phone,
        "next": onward(request),
        "shown": Notice.objects.last_code(phone),
        "silent": not (settings.CIV_DEMO or adapter().delivers),
    }
    return page(request, "accounts/code.html", context, status=form.status)


def _with_next(name, request):
    path = onward(request)
    return f"{reverse(name)}?{urlencode({'next': path})}" if path else reverse(name)


@by_phone
@require_safe
def me(request):
    """我的: who I am here, and where my matters are."""
    return page(request, "accounts/me.html")
