"""Where the rows behind a figure are to be read: their pages at the desk, each with its own gate."""

from datetime import UTC, datetime

from django.urls import reverse

from civcenter.measures import Span
from orders.models import Order, Wish
from volunteers.models import Team, Volunteer

MOST = 200
"""Rows shown at once; the figure says how many there are."""
NEVER = datetime(2000, 1, 1, tzinfo=UTC)
EMPTY = Span("", NEVER, NEVER, NEVER)
"""A stretch in which nothing was; asked only which model a measure counts, so no query runs."""
PAGES = {
    Wish: "desk_orders:wish",
    Order: "desk_orders:order",
    Volunteer: "desk_volunteers:volunteer",
    Team: "desk_volunteers:team",
}


def trail(measure, keys):
    """[(words, link or "")] of the first rows: what they are and which, never whose."""
    if measure is None:
        return []
    model, numbers = _led(measure.counted(EMPTY).model, measure.path, list(keys)[:MOST])
    name = PAGES.get(model)
    return [
        (f"{model._meta.verbose_name} {number}", reverse(name, args=[number]) if name else "") for number in numbers
    ]


def _led(model, path, keys):
    """The rows themselves, or, where those have no page, the row they hang on."""
    lead = path.partition("__")[0]
    if model in PAGES or not lead:
        return model, keys
    led = model._meta.get_field(lead).related_model
    if led not in PAGES:
        return model, keys
    found = dict(model._default_manager.filter(pk__in=keys).values_list("pk", f"{lead}_id"))
    return led, [found[key] for key in keys if key in found]
