"""The volunteer's own calendar: a secret address for his phone, and a new one when it got about."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from civcenter.kit.gate import by_phone, open_view
from volunteers import ics
from volunteers.actions import renew_feed
from volunteers.mine import volunteer_of
from volunteers.models import CalendarFeed


@by_phone
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request):
    """The address, and the button that makes it or replaces it."""
    volunteer = volunteer_of(request)
    if volunteer is None:
        return redirect("volunteers:join")
    if request.method == "POST":
        feed = renew_feed(volunteer, at=timezone.now())
        messages.success(request, "有新链接了，旧的已经作废。" if feed.turn > 1 else "链接好了，加进手机日历就行。")
        return redirect("volunteers:calendar")
    feed = CalendarFeed.objects.filter(volunteer=volunteer).first()
    link = feed and request.build_absolute_uri(reverse("volunteers:calendar_feed", args=[feed.token]))
    return render(request, "volunteers/public/calendar.html", {"feed": feed, "link": link})


@open_view
@require_safe
def feed(request, token):
    """What a calendar program reads. The address is the key; a replaced one is no address."""
    found = ics.feed_of(token)
    if found is None:
        raise Http404
    answer = HttpResponse(ics.calendar(found, timezone.now()), content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    return answer
