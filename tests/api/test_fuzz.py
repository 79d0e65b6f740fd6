"""The schema says what is true: whatever a program sends, the answer is one the schema tells of, and never a 5xx."""

import logging

import pytest

from tests.api.fuzz import county, fuzz

EXAMPLES = 25


@pytest.mark.long
@pytest.mark.usefixtures("transactional_db")
def test_the_whole_schema_holds_for_the_office(live_server, tmp_path):
    """The drill does the same for every caller, with 1,000 examples and in chains of requests."""
    logging.getLogger("django.request").setLevel(logging.ERROR)
    code, report = fuzz(
        tmp_path, live_server.url, county()["office"], EXAMPLES, "--phases", "examples,coverage,fuzzing"
    )
    assert code == 0, report
