"""`./civ drill walk`: five thousand random paths of the three tables, every one of them wandering long."""

import pytest

from tests.orders import test_walk as walk


@pytest.mark.django_db
def test_five_thousand_paths(monkeypatch):
    monkeypatch.setattr(walk, "PATHS", 5000)
    monkeypatch.setattr(walk, "TURNS", walk.WANDERS)
    walk.test_every_random_path_ends_with_nothing_left_over()
