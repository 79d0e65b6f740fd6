"""The one gate: a row that is not yours is the same 404 as a row that does not exist."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required, login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404
from django.utils import timezone

open_view = login_not_required
PHONE_LOGIN = "/me/login/"
by_phone = login_required(login_url=PHONE_LOGIN)
"""A page of residents and volunteers: who is not logged in is asked for a phone, not for a password."""


def fetch(user, rows, duty=None, **lookup):
    """Return the one row of `rows` that `user` may see; 404 outside, 403 without the duty at its place.

    `rows` is a model or a QuerySet whose word `visible_to(user, at)` says whose rows they are.
    """
    queryset = rows.objects.all() if isinstance(rows, type) and issubclass(rows, Model) else rows
    row = queryset.visible_to(user, timezone.now()).filter(**lookup).first()
    if row is None:
        raise Http404
    if duty is not None and not user.holds(duty, row.place):
        raise PermissionDenied("这件事不在您的职责里。请找有这项职责的同事办。")
    return row


def officials(view):
    """Guard a page of staff's own matters: whoever holds any post."""

    @wraps(view)
    def run(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.is_official:
            raise PermissionDenied("这一页给有岗位的工作人员用。您没有岗位，请找上一级开通。")
        return view(request, *args, **kwargs)

    return run


def needs(duty):
    """Guard a desk page that shows many rows: log-in first, then the duty at some place at least."""

    def guard(view):
        @wraps(view)
        def run(request, *args, **kwargs):
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not request.user.codes_for(duty):
                raise PermissionDenied("这一页不在您的职责里。请找有这项职责的同事办。")
            return view(request, *args, **kwargs)

        return run

    return guard
