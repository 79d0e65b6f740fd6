"""Every route, as everybody, with rows of one's own, of others and of nobody: `./civ drill url_walk`."""

import pytest

from tests.trust import walker
from tests.trust.routes import TABLE
from tests.trust.visitors import NOW, visitors


@pytest.mark.django_db
def test_rows_of_others_are_as_good_as_missing_to_everybody(time_machine, caplog):
    time_machine.move_to(NOW, tick=False)
    caplog.set_level("CRITICAL", logger="django")
    walk = visitors(is_thorough=True)
    found = walker.faults(walk, TABLE)
    print(f"requests={walk.asked} faults={len(found)}")
    assert found == [], "\n".join(found)
