"""The two counties that the walk goes through, each with a row in every state, and who goes."""

from datetime import timedelta
from types import SimpleNamespace

from civcenter.accounts.roles import Role
from tests import factories as make
from tests.trust import county
from tests.trust.walker import Walker

NOW = make.NOW + timedelta(hours=1)
FAR_TEXT = SimpleNamespace(wish="远方的事", name="远方的人", title="远方的单", note="远方的话")


def visitors(is_thorough=False):
    home, far = county.county(NOW), county.county(NOW, county.FAR, FAR_TEXT)
    make.place(make.NEXT_TOWNSHIP, "邻镇", make.COUNTY)
    neighbour = make.staff("neighbour", Role.BRANCH_MANAGER, make.NEXT_TOWNSHIP)
    return Walker(home, far, neighbour, is_thorough)
