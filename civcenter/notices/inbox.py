"""What both inboxes do."""

from django.shortcuts import redirect
from django.utils import timezone

from civcenter.kit.gate import fetch
from civcenter.kit.lists import part
from civcenter.kit.pages import page
from civcenter.notices import actions
from civcenter.notices.models import Notice


def show(request, template):
    mine = Notice.objects.inbox_of(request.user)
    shown = part(request, mine, "-created_at")
    has_unread = any(notice.read_at is None for notice in shown.rows) or mine.unread().exists()
    context = {"notices": shown.rows, "more_url": shown.more_url, "has_unread": has_unread}
    return page(request, template, context)


def open_one(request, pk, back):
    notice = fetch(request.user, Notice, pk=pk)
    actions.read(notice, at=timezone.now())
    return redirect(notice.link or back)


def read_all(request, back):
    actions.read_all(request.user, at=timezone.now())
    return redirect(back)
