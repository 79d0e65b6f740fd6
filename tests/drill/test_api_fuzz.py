"""The whole schema at full size, for each kind of caller: `./civ drill api_fuzz`. Takes hours on two cores."""

import pytest

from tests.api.fuzz import CALLERS, county, fuzz

EXAMPLES = 1000


@pytest.mark.usefixtures("transactional_db")
@pytest.mark.parametrize("caller", CALLERS)
def test_the_whole_schema_holds_for(caller, live_server, tmp_path):
    code, report = fuzz(tmp_path, live_server.url, county()[caller], EXAMPLES)
    print(report)
    assert code == 0, report
