"""The schema is whole: a path for every step with a hand, none for the clock's, and nothing it is unsure of."""

import pytest
from django.core.management import call_command
from rest_framework.test import APIClient

from orders.flow import CLAIM_FLOW, ORDER_FLOW, WISH_FLOW

BIRTHS = {
    ("order", "prepare"): "/api/v1/orders/",
    ("claim", "offer"): "/api/v1/orders/{id}/offer/",
    ("claim", "claim"): "/api/v1/orders/{id}/claim/",
}
FLOWS = {
    "wish": (WISH_FLOW, "wishes/{number}"),
    "order": (ORDER_FLOW, "orders/{id}"),
    "claim": (CLAIM_FLOW, "claims/{id}"),
}
STEPS = [(noun, step) for noun, (flow, _) in FLOWS.items() for step in flow.values()]


@pytest.fixture(scope="module")
def schema():
    return APIClient().get("/api/schema/").json()


@pytest.mark.parametrize(("noun", "step"), STEPS, ids=lambda value: getattr(value, "name", value))
def test_every_step_with_a_hand_has_one_path(noun, step, schema):
    spot = BIRTHS.get((noun, step.name)) or f"/api/v1/{FLOWS[noun][1]}/{step.name}/"
    assert (spot in schema["paths"]) == step.has_button


def test_the_schema_is_valid_and_sure_of_everything(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yml"))


def test_every_post_takes_a_key_and_tells_of_its_problems(schema):
    for path, methods in schema["paths"].items():
        if "post" in methods:
            told = methods["post"]
            assert "Idempotency-Key" in [one["name"] for one in told["parameters"]], path
            assert {"400", "401", "403", "409", "413", "415"} <= set(told["responses"]), path


@pytest.mark.browser
def test_the_page_to_try_it_works_under_the_policy(desk_page):
    desk_page.goto("/api/docs/")
    desk_page.get_by_text("/api/v1/wishes/{number}/confirm/").wait_for()
    desk_page.get_by_text("确认办好了").first.click()
    desk_page.get_by_role("button", name="Try it out").wait_for()
    assert desk_page.faults == []
