"""03: where a wish is, and every step that is its resident's."""

from datetime import timedelta
from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from civcenter.hierarchy import here, lines
from civcenter.kit.forms import act
from civcenter.kit.gate import open_view
from civcenter.kit.idempotency import once
from civcenter.kit.numbers import is_number
from orders.actions import wishes
from orders.actions.checkins import SCREENS
from orders.actions.tails import guess
from orders.flow import FINAL_WISHES, WISH_FLOW, ClaimStatus, Hand
from orders.forms.public import RESIDENT_FORMS, FindForm, new_key
from orders.models import Wish, WishRule
from orders.policies import require, steps_for
from orders.public import held, story

VERBS = {
    "reply": wishes.reply,
    "withdraw": wishes.withdraw,
    "confirm": wishes.confirm,
    "dispute": wishes.dispute,
}
STEPS = {name: step for name, step in WISH_FLOW.items() if Hand.RESIDENT in step.hands}

NO_MATCH = "单号和尾号对不上，或没有这一单。请照短信或回执单再看一遍。"
LOCKED = "这个单号今天试错太多次，锁到明天。用点单的手机号登录，或点短信里的链接，现在就能看。"
SAID = {
    "reply": "您补充的话交给中心了。",
    "withdraw": "这一单撤回了。",
    "confirm": "谢谢您，评单记下了。",
    "dispute": "您说的记下了，站里会重办，上一级也知道了。",
}


@open_view
@require_http_methods(["GET", "HEAD", "POST"])
def find(request):
    """By number alone the progress; with the last four digits of the phone, the words too."""
    form = FindForm(request.POST or None, initial={"number": request.GET.get("number", "")})
    if request.method == "POST" and form.is_valid():
        found = _found(request, form)
        if found:
            return redirect("orders:track", found)
    return _finding(request, form)


def _found(request, form):
    number, tail = form.cleaned_data["number"], form.cleaned_data["tail"]
    if not tail:
        return number
    tried = guess(number=number, tail=tail, at=timezone.now())
    if tried.is_right:
        held.open_for_reading(request, number)
        return number
    form.add_error(None, LOCKED if tried.is_locked else NO_MATCH)
    form.status = 429 if tried.is_locked else 422
    return None


def _finding(request, form, status=None):
    outpost = here.here(request)
    context = {
        "form": form,
        "has_own": held.mine(request).exists(),
        "line": outpost and lines.line(outpost),
    }
    return render(request, "orders/public/find.html", context, status=status or form.status)


def find_wish(number):
    """The wish of a number, or None; what cannot be a number is not even looked for."""
    if not is_number(number):
        return None
    rows = Wish.objects.select_related("outpost__division__parent", "kind", "order__unit", "review")
    return rows.filter(number=number).first()


@open_view
@require_safe
def track(request, number):
    """Everybody who has the number sees the progress; the hand sees all and has the buttons."""
    wish = find_wish(number)
    if wish is None:
        form = FindForm({"number": number})
        if form.is_valid():
            form.add_error("number", "没有这个单号，请照短信或回执单再看一遍。")
        return _finding(request, form, status=404)
    at, hand = timezone.now(), held.bearer(request, wish)
    reads = bool(hand) or held.may_read(request, wish)
    coming, steps = story.coming(wish), steps_for(hand, wish, at) if hand else []
    context = {
        "wish": wish,
        "at": at,
        "stage": story.stage(wish, coming),
        "labels": story.STEPS,
        "is_over": story.is_over(wish),
        "hand": hand,
        "reads": reads,
        "steps": [step for step in steps if step.name != "withdraw"],
        "shows_code": bool(hand) and checking_in(wish),
        "may_withdraw": any(step.name == "withdraw" for step in steps),
        "line": lines.line(wish.outpost),
        "link": request.build_absolute_uri(reverse("orders:track", args=[number])),
    }
    if reads:
        context["coming"] = [story.called(claim.volunteer.person) for claim in coming]
        context["timeline"] = story.timeline(wish)
        context["may_follow"] = bool(hand) and _may_follow(wish, at)
    else:
        context["form"] = FindForm(initial={"number": number})
    return render(request, "orders/public/track.html", context)


def checking_in(wish):
    """Whether somebody is to come, or is here, whose check-in a code could take."""
    if wish.order is None or wish.order.status not in SCREENS:
        return False
    coming = wish.order.claims.filter(status__in=[ClaimStatus.ACCEPTED, ClaimStatus.ARRIVED])
    return coming.filter(round=wish.order.round).exists()


def _may_follow(wish, at):
    if wish.status not in FINAL_WISHES or wish.answered_at is None:
        return False
    rule = WishRule.objects.at(timezone.localdate(at), wish.county).get()
    return at - wish.answered_at <= timedelta(days=rule.follow_days)


@open_view
@require_safe
def hand(request, number, token):
    """The signed link of an SMS or slip: keep the hand, then show the wish under its plain address."""
    if not held.take_link(request, number, token):
        raise Http404
    return redirect("orders:track", number)


@open_view
@require_http_methods(["GET", "HEAD", "POST"])
def step(request, number, step):
    """One view for every step of a resident; a hand that is not there finds the same 404 as a missing wish."""
    wish, at = find_wish(number), timezone.now()
    by = wish and held.bearer(request, wish)
    if not by or step not in STEPS:
        raise Http404
    answer = _take if request.method == "POST" else _look_at
    return answer(request, wish, STEPS[step], by, at)


def _look_at(request, wish, step, by, at):
    """The step's own page; what is over leads back to where the wish is now."""
    if wish.status not in step.sources:
        messages.info(request, f"这件事现在到了“{story.stage(wish).title}”，不用再点“{step.label}”了。")
        return redirect("orders:track", wish.number)
    require(step, by, wish, at)
    return _stepping(request, wish, step, RESIDENT_FORMS[step.name](initial={"key": new_key()}))


def _take(request, wish, step, by, at):
    form = RESIDENT_FORMS[step.name](request.POST)
    if form.is_valid():
        said = {name: value for name, value in form.cleaned_data.items() if name != "key"}
        act_on = partial(VERBS[step.name], wish, by=by, at=at, **said)
        key = f"{wish.number}:{step.name}:{form.cleaned_data['key']}"
        if act(form, once, owner=f"browser:{request.browser}", key=key, body=said, do=partial(_do, act_on)):
            messages.success(request, SAID[step.name])
            return redirect("orders:track", wish.number)
    return _stepping(request, wish, step, form.renew())


def _do(act_on):
    act_on()
    return 303, ""


def _stepping(request, wish, taken, form):
    context = {"wish": wish, "step": taken, "form": form, "question": story.question(wish)}
    context["served"] = story.served(wish) if taken.name == "confirm" else []
    return render(request, "orders/public/step.html", context, status=form.status)
