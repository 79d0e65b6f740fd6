"""Who comes to the portal, and what one line of the table of routes says."""

from dataclasses import dataclass

ANON, RESIDENT, VOLUNTEER = "anonymous", "resident", "volunteer"
MANAGER, NEIGHBOUR, OFFICE = "manager", "neighbour", "office"
LEADER, AUDITOR, SYSADMIN, ELSEWHERE = "leader", "auditor", "sysadmin", "elsewhere"

NOBODY = frozenset()
EVERYBODY = frozenset(
    {ANON, RESIDENT, VOLUNTEER, MANAGER, NEIGHBOUR, OFFICE, LEADER, AUDITOR, SYSADMIN, ELSEWHERE},
)
KNOWN = EVERYBODY - {ANON}
STAFF = KNOWN - {RESIDENT, VOLUNTEER, SYSADMIN}
"""Who reads at some desk."""
HERE = frozenset({MANAGER, OFFICE, LEADER, AUDITOR})
"""Who reads what lies in the village of the table's rows."""
RUNS = frozenset({MANAGER, OFFICE})
"""Who works there."""
WORKING = RUNS | {NEIGHBOUR, ELSEWHERE}
"""Who works anywhere."""
READERS = frozenset({LEADER, AUDITOR})
"""Who reads and never writes."""

OPEN, HAND, PERSONAL, DESK, API, ADMIN = "open", "hand", "personal", "desk", "api", "admin"
KINDS = {
    OPEN: "anybody",
    HAND: "anybody who holds the wish: cookie, link or phone; others find nothing",
    PERSONAL: "whoever is logged in, his own matters",
    DESK: "staff with the duty",
    API: "programs",
    ADMIN: "the system administrator",
}


@dataclass(frozen=True)
class Door:
    """One route, or one step of it.

    `row` is the name of the row in its address (see `county.county`), `by` what of it stands there, `step` a step's
    name. `get` and `post` are the roles who succeed with the home county's row. `is_public`: a row of another county
    may be met as well as one's own. `says` makes the body of the POST, `query` the query, both from a county.
    """

    kind: str
    row: str = ""
    get: frozenset = NOBODY
    post: frozenset = NOBODY
    by: str = "pk"
    step: str = ""
    is_public: bool = False
    says: object = None
    query: object = None


def to(*roles):
    return frozenset(roles)
