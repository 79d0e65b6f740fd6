"""Stars: who is on notice, who may be given one, whose hours are no longer there."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from civcenter.accounts.duties import Duty
from civcenter.kit.fields import WordsField
from civcenter.kit.forms import Form, act
from civcenter.kit.gate import fetch, needs
from civcenter.kit.lists import part
from civcenter.kit.pages import page
from incentives import actions
from incentives.choices import StarStatus
from incentives.models import Star

ROWS = Star.objects.select_related("volunteer__person", "division__parent", "rule", "decided_by")
TABS = [
    ("notice", "公示中"),
    ("reached", "待评定"),
    ("given", "已授予"),
    ("withheld", "没有授予"),
    ("revoked", "已收回"),
]
AT_ONCE = 200


class Say(Form):
    reason = WordsField(label="原因", max_length=100, rows=3, help_text="志愿者会看到这句话。")


@needs(Duty.READ)
@require_safe
def stars(request):
    """By state; above all what may be given now and what is no longer earned."""
    at, codes = timezone.now(), request.user.codes
    state = request.GET.get("state", "")
    state = state if state in StarStatus.values else StarStatus.NOTICE
    own = Star.objects.within(codes)
    counts = own.aggregate(
        **{key: Count("pk", filter=Q(status=key)) for key, _ in TABS},
        due=Count("pk", filter=Q(status=StarStatus.NOTICE, notice_until__lte=at)),
    )
    found = part(request, ROWS.within(codes).filter(status=state), "-reached_at")
    context = {
        "rows": [(star, _steps(request.user, star, at)) for star in found.rows],
        "more_url": found.more_url,
        "tabs": [(key, words, counts[key], key == state) for key, words in TABS],
        "due": counts["due"] if request.user.codes_for(Duty.MANAGE) else 0,
        "unearned": actions.unearned(ROWS.within(codes))[:AT_ONCE],
        "at": at,
    }
    return page(request, "incentives/desk/stars.html", context)


def _steps(user, star, at):
    """The buttons for this person and this star: what is not his turn is not drawn."""
    if not actions.may_decide(user, star):
        return []
    if star.status == StarStatus.NOTICE:
        return ["give", "withhold"] if star.notice_until <= at else ["withhold"]
    return {StarStatus.REACHED: ["announce", "withhold"], StarStatus.GIVEN: ["revoke"]}.get(star.status, [])


@needs(Duty.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def star(request, pk, step):
    """One step with one star."""
    row, at = fetch(request.user, ROWS, Duty.MANAGE, pk=pk), timezone.now()
    if not actions.may_decide(request.user, row):
        raise PermissionDenied(f"这颗星由{row.rule.get_given_at_display()}一级、不是本人的同事来定。")
    verb, form_class, words = STEPS[step]
    form = form_class(request.POST if request.method == "POST" else None)
    if form.is_valid():
        act(form, partial(verb, row), by=request.user, at=at, **form.cleaned_data)
        if form.status == 200:
            messages.success(request, f"{words}，已告诉本人。" if step != "announce" else "开始公示了。")
            return redirect("desk_incentives:stars")
    return page(request, "incentives/desk/star.html", {"star": row, "form": form, "words": words}, status=form.status)


@needs(Duty.MANAGE)
@require_POST
def give_due(request):
    """Give every star whose notice is over and that is this person's to give; said twice, it is done once."""
    at = timezone.now()
    rows = list(ROWS.within(request.user.codes_for(Duty.MANAGE)).due(at).order_by("pk")[:AT_ONCE])
    given = [actions.give(star, by=request.user, at=at) for star in rows if actions.may_decide(request.user, star)]
    messages.success(request, f"授予了 {len(given)} 颗星，都告诉了本人。" if given else "没有到期可授予的。")
    return redirect("desk_incentives:stars")


STEPS = {
    "announce": (actions.announce, Form, "开始公示"),
    "give": (actions.give, Form, "授予"),
    "withhold": (actions.withhold, Say, "不授予"),
    "revoke": (actions.revoke, Say, "收回"),
}
