"""The template words every page shares: icons, form fields, deadline chips, step bars, masked names."""

import segno
from django import template
from django.forms import widgets
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html

from civcenter.kit import deadlines, identity, text
from civcenter.kit.icons import ICONS

register = template.Library()

GROUPS = (widgets.RadioSelect, widgets.CheckboxSelectMultiple)


@register.simple_tag
def icon(name, size=""):
    """An inline icon, always beside words; `size` "s" is the small one. An unknown name draws the plus."""
    return format_html(
        '<svg class="i{}" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>',
        f" {size}" if size else "",
        ICONS.get(name, ICONS["plus"]),
    )


@register.inclusion_tag("components/field.html")
def field(bound, look="chips", hint="", big=False, hide_label=False, mark=True):
    """One form field of any type: label, hint and error linked to the control.

    `look` is for choices: "chips" (short words) or "opt" (big rows). `big` makes the text larger;
    `mark` says that an optional field may stay empty.
    """
    hint = hint or bound.help_text
    described = [f"{bound.auto_id}_{part}" for part, there in (("hint", hint), ("err", bound.errors)) if there]
    return {
        "bound": bound,
        "kind": _kind(bound),
        "look": look,
        "hint": hint,
        "described": " ".join(described),
        "control": _control(bound, big, " ".join(described)),
        "hide_label": hide_label,
        "optional": mark and not bound.field.required,
    }


def _kind(bound):
    widget = bound.field.widget
    if bound.is_hidden:
        return "hidden"
    if isinstance(widget, GROUPS):
        return "group"
    return "tick" if isinstance(widget, widgets.CheckboxInput) else "input"


def _control(bound, big, described):
    if isinstance(bound.field.widget, GROUPS):
        return ""
    attrs = {}
    if not bound.is_hidden and not isinstance(bound.field.widget, widgets.CheckboxInput):
        own = bound.field.widget.attrs.get("class", "")
        attrs["class"] = " ".join(filter(None, ["inp", "big" if big else "", own]))
    if described:
        attrs["aria-describedby"] = described
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return bound.as_widget(attrs=attrs)


@register.inclusion_tag("components/error_summary.html")
def errors(form):
    """What is still wrong in a form, each with a link that puts the cursor into its field."""
    faults = [
        (f"{bound.auto_id}_0" if isinstance(bound.field.widget, GROUPS) else bound.auto_id, fault)
        for bound in form
        for fault in bound.errors
        if not bound.is_hidden
    ]
    hidden = [fault for bound in form.hidden_fields() for fault in bound.errors]
    return {"faults": faults, "others": [*form.non_field_errors(), *hidden], "form": form}


@register.inclusion_tag("components/sla.html", takes_context=True)
def sla(context, due_at, waiting="", done="", words=""):
    """The deadline chip of a row; see `kit.deadlines.chip`. The page's `work_calendar` counts the days."""
    return {
        "chip": deadlines.chip(
            due_at,
            now=context.get("at") or timezone.now(),
            calendar=context.get("work_calendar") or deadlines.weekday_only,
            waiting=waiting,
            done=done,
            words=words,
        )
    }


@register.simple_tag(takes_context=True)
def when(context, at):
    """A moment as a neighbour says it: 今天 17:00, 11 月 28 日 9:00. Empty for none."""
    return deadlines.moment(at, context.get("at") or timezone.now()) if at else ""


@register.inclusion_tag("components/steps.html")
def steps(labels, current):
    """The step bar. `current` counts from 0; as many as there are labels means all done."""
    states = [(label, "done" if i < current else "now" if i == current else "") for i, label in enumerate(labels)]
    return {"steps": states}


@register.inclusion_tag("components/nav_link.html", takes_context=True)
def nav_link(context, name, label, drawing, count=0, late=False):
    """One entry of a navigation; nothing where the page does not exist in this installation.

    A page stands under the entry whose address begins its own, unless its view says `nav_exact`. A view may
    pass `counts`, {URL name: number}, and `late_counts` for the ones that are overdue (red).
    """
    late = late or bool(context.get("late_counts", {}).get(name))
    count = context.get("late_counts", {}).get(name) or context.get("counts", {}).get(name) or count
    try:
        url = reverse(name)
    except NoReverseMatch:
        url = ""
    path = context["request"].path if context.get("request") else ""
    current = bool(url) and (
        path == url or (url.count("/") > 2 and path.startswith(url) and not context.get("nav_exact"))
    )
    return {"url": url, "label": label, "drawing": drawing, "count": count, "late": late, "current": current}


@register.inclusion_tag("components/bar.html")
def bar(part, whole, tone="", label=""):
    """A bar drawn as SVG, `part` of `whole`; draws nothing without a whole (算不出 is the page's to say)."""
    width = round(min(max(part / whole, 0), 1) * 100, 1) if whole else None
    return {"width": width, "tone": tone, "label": label or f"{part} / {whole}"}


@register.simple_tag
def qr(content, label="二维码"):
    """A QR code as inline SVG, error level M (readable with a seventh of it dirty)."""
    rows = [bytes(row) for row in segno.make(content, error="m", micro=False).matrix_iter(border=2)]
    strokes = "".join(f"M{x} {y}.5h1" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return format_html(
        '<span class="qr" role="img" aria-label="{0}"><svg viewBox="0 0 {1} {1}"><path d="{2}"/></svg></span>',
        label,
        len(rows),
        strokes,
    )


register.filter("masked_name", text.mask_name)
register.filter("masked_phone", text.mask_phone)
register.filter("masked_document", identity.mask_document)
register.filter("hours", text.hours)


@register.filter
def weekday(at):
    """周一 … 周日, by local time."""
    return "周" + "一二三四五六日"[timezone.localtime(at).weekday()]
