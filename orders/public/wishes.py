"""02: making a wish on the phone. No account, no code."""

from functools import partial

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from civcenter.accounts.running import has_office
from civcenter.hierarchy import here, lines
from civcenter.kit import address
from civcenter.kit.forms import act
from civcenter.kit.gate import open_view
from civcenter.kit.idempotency import once
from civcenter.kit.secrets import lookup
from civcenter.residents.models import ConsentText
from orders.actions.wishes import make_wish, too_many_from
from orders.forms.public import WishForm, new_key, opened_at
from orders.models import DangerWord
from orders.public import held
from orders.public.track import find_wish

FIELDS = ("kind", "words", "outpost", "phone", "name", "beneficiary", "urgency")


@open_view
@require_http_methods(["GET", "HEAD", "POST"])
def wish(request):
    """The form; where it is sent, one wish, however often it is pressed."""
    return _send(request) if request.method == "POST" else _ask(request)


def _ask(request):
    at, outpost = timezone.now(), _where(request)
    if outpost is None:
        return redirect(f"{reverse('portal:outposts')}?purpose=wish")
    key = new_key()
    is_resident = request.user.is_authenticated and not request.user.is_official
    typed = {
        "key": key,
        "opened": opened_at(key, at),
        "outpost": outpost.pk,
        "kind": request.GET.get("kind", ""),
        "phone": request.user.phone if is_resident else "",
        "follows": request.GET.get("follows", ""),
    }
    form = WishForm(initial=typed, at=at, is_slow=_is_slow(request, outpost, at))
    return here.remember(_page(request, form, outpost, at), outpost)


def _where(request):
    """The outpost that the address names (a wall's QR code, a pick), else the remembered one, else None."""
    return here.named(request.GET.get("outpost", "")) or here.here(request)


def _is_slow(request, outpost, at):
    return too_many_from(address.of(request), outpost.county, at)


def _send(request):
    at = timezone.now()
    outpost = here.named(request.POST.get("outpost", ""))
    is_slow = bool(outpost) and _is_slow(request, outpost, at)
    form = WishForm(request.POST, at=at, is_slow=is_slow)
    if not form.is_valid():
        return _page(request, form.renew(), outpost or here.here(request), at)
    dangers = [] if form.cleaned_data["is_calm"] else _dangers(form)
    if dangers:
        context = {"form": form, "numbers": dangers, "outpost": outpost}
        return render(request, "orders/public/danger.html", context, status=422)
    body = {name: str(form.cleaned_data[name]) for name in ("key", *FIELDS, "is_private", "follows")}
    owner = f"browser:{request.browser}"
    made = act(form, once, owner=owner, key=body["key"], body=body, do=partial(_make, request, form, at))
    if made is None:
        return _page(request, form.renew(), outpost, at)
    return here.remember(redirect("orders:made", made[1]), outpost)


def _make(request, form, at):
    """Write the wish down; the answer is its number."""
    data = form.cleaned_data
    details = {name: data[name] for name in FIELDS}
    known = getattr(request.user, "phone_key", None)
    made = make_wish(
        **details,
        at=at,
        is_public=not data["is_private"],
        is_verified=bool(known) and known == lookup(data["phone"]),
        browser=request.browser,
        address=address.of(request),
        follows=_followed(request, data["follows"]),
    )
    return 303, made.number


def _followed(request, number):
    """The wish that this one goes on with: only the hand of the first may say so."""
    if not number:
        return None
    first = find_wish(number)
    if first is None or held.bearer(request, first) is None:
        raise Http404
    return first


def _dangers(form):
    """The numbers to call for the words of danger in what was typed, the likeliest first."""
    found = DangerWord.objects.found_in(form.cleaned_data["words"]).values_list("number", flat=True)
    first = sorted(set(found))
    return first + [number for number in ("110", "119", "120") if number not in first] if first else []


def _page(request, form, outpost, at):
    context = {"form": form, "outpost": outpost, "at": at, "follows": form["follows"].value()}
    context["text"] = ConsentText.objects.current("wish", timezone.localdate(at))
    if outpost is None:
        context["is_open"] = False
    else:
        context["is_open"] = has_office(outpost.county, at)
        context["line"] = lines.line(outpost)
    return render(request, "orders/public/wish.html", context, status=form.status)


@open_view
@require_safe
def made(request, number):
    """The number, its code, and what comes next; only in the browser that made the wish."""
    row = find_wish(number)
    if row is None or row.browser != request.browser:
        return redirect("orders:track", number)
    context = {
        "wish": row,
        "link": request.build_absolute_uri(reverse("orders:track", args=[number])),
        "line": lines.line(row.outpost),
        "at": timezone.now(),
    }
    return render(request, "orders/public/made.html", context)
