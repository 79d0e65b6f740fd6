"""Pages anybody may open: home, outposts, the wall poster, elder mode, health."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST, require_safe

from civcenter.hierarchy import here, lines
from civcenter.hierarchy.models import Outpost
from civcenter.kit import elder
from civcenter.kit.gate import open_view
from civcenter.portal import figures, places, praise, search
from civcenter.portal.context import work_calendar
from civcenter.portal.forms import SearchForm
from civcenter.portal.health import database_answers
from volunteers.models import ServiceKind

lasting = cache_control(private=True, no_cache=True)
"""A page that shows nobody's matters: the browser may keep it, but asks before it shows it again."""

PRIVATE = ("/desk/", "/wish/", "/claims/", "/my/", "/me/", "/login/", "/admin/", "/api/", "/elder/")


@open_view
@lasting
@require_safe
def home(request):
    """01, and 10 in elder mode. Without a known outpost it asks for one first."""
    at = timezone.now()
    outpost = here.here(request)
    if outpost is None:
        return render(request, "portal/pick.html", _finding(SearchForm()))
    line = lines.line(outpost)
    context = {
        "outpost": outpost,
        "line": line,
        "answers": line and places.people(line.outpost, timezone.localdate(at)).first(),
        "kinds": ServiceKind.objects.on_menu(),
        "open": places.takes_wishes(outpost, timezone.localdate(at)),
        "month": figures.month(outpost, at, work_calendar()),
    }
    return render(request, "portal/elder.html" if elder.is_on(request) else "portal/home.html", context)


@open_view
@lasting
@require_safe
def outposts(request):
    """Find a centre, branch or station by name, pinyin or initials."""
    return render(request, "portal/outposts.html", _finding(SearchForm(request.GET)))


def _finding(form):
    typed = form.cleaned_data if form.is_valid() else {}
    words, township = typed.get("q", ""), typed.get("township", "")
    rows = search.found(words) if words else search.under(township) if township else search.townships()
    shown = list(rows[: search.MOST + 1])
    return {
        "form": form,
        "words": words,
        "narrowed": bool(words or township),
        "purpose": typed.get("purpose", ""),
        "groups": search.grouped(shown[: search.MOST], "township" if words or township else "county"),
        "more": len(shown) > search.MOST,
    }


@open_view
@lasting
@require_safe
def outpost(request, pk):
    """Who is in charge, where, when, by which telephone, and what is offered."""
    row = _outpost(pk)
    day = timezone.localdate()
    context = {
        "outpost": row,
        "people": places.people(row, day),
        "line": lines.line(row),
        "kinds": ServiceKind.objects.on_menu(),
        "open": places.takes_wishes(row, day),
        "honours": row.honors.conferred().nominated().order_by("-decided_at")[:10],
    }
    return render(request, "portal/outpost.html", context)


@open_view
@require_POST
def stay(request, pk):
    """Keep this outpost in the browser, so that home and the wish form start from it."""
    return here.remember(redirect("portal:home"), _outpost(pk))


@open_view
@lasting
@require_safe
def poster(request, pk):
    """46b: one A4 sheet for the wall; the code opens the wish form of this outpost."""
    row = _outpost(pk)
    line = lines.line(row)
    context = {
        "outpost": row,
        "line": line,
        "answers": line and places.people(line.outpost, timezone.localdate()).first(),
        "kinds": ServiceKind.objects.on_menu(),
        "link": request.build_absolute_uri(f"{reverse('orders:wish')}?outpost={row.pk}"),
    }
    return render(request, "portal/poster.html", context)


@open_view
@lasting
@require_safe
def done(request, pk):
    """The rows behind the month's figures: what kind, where, how long, how content; no words, no names."""
    row = _outpost(pk)
    at, calendar = timezone.now(), work_calendar()
    wishes = figures.answered(row, at)[: figures.MOST]
    rows = [(wish, figures.days_taken(wish, calendar), figures.stars_of(wish)) for wish in wishes]
    context = {"outpost": row, "rows": rows, "month": figures.month(row, at, calendar)}
    return render(request, "portal/done.html", context)


@open_view
@lasting
@require_safe
def red(request, code):
    """红榜 of a village, township or county."""
    return praise.shown(request, code)


def _outpost(pk):
    return get_object_or_404(Outpost.objects.select_related("division__parent"), pk=pk, is_open=True)


@open_view
def elder_on(request):
    """By the button (POST), or at once by a link that staff gave on a slip."""
    if request.method == "POST" or elder.allows(request.GET.get("t", "")):
        return elder.turn(redirect(_back(request)), True)
    return render(request, "portal/elder_on.html")


@open_view
@require_POST
def elder_off(request):
    return elder.turn(redirect(_back(request)), False)


def _back(request):
    """Where to return: a path of our own, else home."""
    path = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(path, allowed_hosts=None) and path.startswith("/")
    return path if own else reverse("portal:home")


@open_view
@require_safe
def healthz(request):
    """For health checks: 200 when the database answers, else 503."""
    well = database_answers()
    return JsonResponse({"ok": well, "database": well}, status=200 if well else 503)


@open_view
@require_GET
def robots(request):
    """Private pages are nobody's search results."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@open_view
@require_safe
def favicon(request):
    """Browsers ask for this path on their own."""
    return redirect(static("favicon.svg"))
