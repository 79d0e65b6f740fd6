"""My orders: the wishes of this phone and browser, and a volunteer's own claims with their steps."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from civcenter.kit.forms import act
from civcenter.kit.gate import by_phone, fetch, open_view
from civcenter.kit.idempotency import once
from civcenter.kit.lists import part
from orders.actions import claims
from orders.flow import CLAIM_FLOW, LIVE_CLAIMS, Hand
from orders.forms.public import CLAIM_FORMS, ClaimForm
from orders.models import Claim
from orders.policies import may, volunteer_steps
from orders.public import held, story
from volunteers.mine import volunteer_of

VERBS = {
    "accept": claims.accept,
    "decline": claims.decline,
    "leave": claims.leave,
    "arrive": claims.arrive,
    "finish": claims.finish,
}
STEPS = {name: step for name, step in CLAIM_FLOW.items() if Hand.VOLUNTEER in step.hands and step.sources}
SAID = {
    "accept": "应下了。去不了请早点退出，站里好另找人。",
    "decline": "已婉拒。不去不扣分。",
    "leave": "已退出，站里知道了。",
    "arrive": "到了，开始记时间。做完点“做完了”。",
    "finish": "记下了。谢谢您！",
}


@open_view
@require_safe
def mine(request):
    """Wishes first, then what I promised to do."""
    at, volunteer = timezone.now(), volunteer_of(request)
    asked = held.mine(request).select_related("kind", "outpost", "order")
    wishes = part(request, asked, "-created_at", size=10)
    context = {
        "at": at,
        "volunteer": volunteer,
        "wishes": [(wish, story.stage(wish)) for wish in wishes.rows],
        "more_url": wishes.more_url,
    }
    if volunteer:
        context["live"] = [(claim, volunteer_steps(request.user, claim, at)) for claim in _claims(volunteer, live=True)]
        context["past"] = _claims(volunteer, live=False)
    return render(request, "orders/public/mine.html", context)


def _claims(volunteer, live):
    """What still needs something of the volunteer; or the latest of what is behind him."""
    rows = Claim.objects.filter(volunteer=volunteer)
    rows = rows.select_related("order__kind", "order__division", "order__unit", "volunteer__person")
    rows = rows.select_related("record__replaced_by__replaced_by")
    if live:
        return list(rows.filter(status__in=LIVE_CLAIMS).order_by("order__starts_at")[:30])
    return list(rows.exclude(status__in=LIVE_CLAIMS).order_by("-created_at")[:20])


@by_phone
@require_safe
def claim(request, pk):
    """Whoever follows a record back to the service comes to its order."""
    return redirect("orders:order", fetch(request.user, Claim, pk=pk).order_id)


@by_phone
@require_http_methods(["GET", "HEAD", "POST"])
def step(request, pk, step):
    """One view for every step a volunteer takes on his own claim."""
    if step not in STEPS:
        raise Http404
    row, at = (
        fetch(request.user, Claim.objects.select_related("order__unit", "volunteer__person"), pk=pk),
        timezone.now(),
    )
    if not may(STEPS[step], request.user, row, at):
        raise PermissionDenied(f"“{STEPS[step].label}”由接了这单的人自己来点。")
    form = CLAIM_FORMS.get(step, ClaimForm)(request.POST if request.method == "POST" else None, claim=row, at=at)
    if request.method == "POST" and form.is_valid():
        more = {"browser": request.browser} if step in ("arrive", "finish") else {}
        act_on = partial(VERBS[step], row, by=request.user, at=at, **more, **form.cleaned_data)
        said = {name: str(value) for name, value in form.cleaned_data.items()}
        key = f"claim:{row.pk}:{step}"
        if act(form, once, owner=f"user:{request.user.pk}", key=key, body=said, do=partial(_do, act_on)):
            messages.success(request, SAID[step])
            return redirect("orders:order", row.order_id)
    context = {"claim": row, "order": row.order, "step": STEPS[step], "form": form}
    return render(request, "orders/public/claim_step.html", context, status=form.status)


def _do(act_on):
    act_on()
    return 303, ""
