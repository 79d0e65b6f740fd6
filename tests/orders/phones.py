"""What a phone sends: forms filled in as their pages gave them."""

import re

from tests import factories as make

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?')


def text(response):
    return response.content.decode()


def hidden(response):
    """The hidden fields of a page, by name."""
    return {name: value for name, value in HIDDEN.findall(text(response)) if name != "csrfmiddlewaretoken"}


def typed(**changes):
    details = {
        "kind": "care",
        "words": "想请人到家给老人理个发",
        "urgency": "normal",
        "phone": make.fresh_phone(),
    }
    return {**details, **changes}


def fill(client, outpost, **changes):
    """Open the wish form, fill it in and send it; the answer."""
    page = client.get(f"/wish/?outpost={outpost.pk}")
    return client.post("/wish/", {**hidden(page), **typed(**changes)})
