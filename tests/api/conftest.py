import pytest

from tests import factories as make
from tests.api.program import Program


@pytest.fixture
def cast(db):
    return make.cast()


@pytest.fixture
def still(time_machine):
    """Now is the factories' Monday morning."""
    time_machine.move_to(make.NOW, tick=False)


@pytest.fixture
def office(cast, still):
    return Program(cast.office)


@pytest.fixture
def manager(cast, still):
    return Program(cast.manager)


@pytest.fixture
def neighbour(cast, still):
    return Program(cast.neighbour)


@pytest.fixture
def helper(cast, still):
    """The cast's volunteer."""
    return Program(cast.volunteer.person.user)


@pytest.fixture
def resident(cast, still):
    """Somebody with a proved phone and no post."""
    return Program(make.phone_user(make.fresh_phone()))


@pytest.fixture
def said(cast):
    """A sound wish."""
    return {"kind": "care", "words": "想请人给老人理个发", "outpost": cast.station.pk}
