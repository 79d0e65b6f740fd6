"""Walks every route as everybody, with rows of one's own, of others and of nobody, and says what should not be."""

import re
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils.http import urlencode

from civcenter.kit.numbers import check_digit
from orders.desk import moves
from orders.desk.columns import COLUMNS
from orders.public import mine, track
from tests.trust import roles
from tests.trust.register import SIGNED
from tests.trust.roles import ADMIN, ANON, API, DESK, ELSEWHERE, NEIGHBOUR, OFFICE, OPEN, PERSONAL, SYSADMIN
from tests.trust.routes import TABLE, hand_link
from tests.trust.typed import scan_code
from volunteers.desk.steps import STEPS

SECRETS = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|name="key" value="[^"]+"')
VARIANT = re.compile(r"(\w+:\w+)/\w+")
LOGINS = ("/login/", "/me/login/", "/admin/login/")
JOIN = "/volunteer/join/"
"""Where somebody is led who is no volunteer yet."""

MISSING = {
    "number": "98765432" + "1" + check_digit("987654321"),
    "key": "nothing",
    "app": "rules",
    "code": "999999",
    "object_id": "987654321",
}


def names(patterns=None, before="", spaces=()):
    """The name of every route, its path where it has none."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        path = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from names(pattern.url_patterns, path, inner)
        else:
            yield ":".join([*spaces, pattern.name]) if pattern.name else path.replace("^", "")


def unlisted():
    """Routes in no class of the table."""
    return sorted(set(names()) - {route_of(name) for name in TABLE})


def steps_unlisted():
    """Steps that a person may take at a door, and which have no line of their own."""
    doors = {
        "desk_orders:wish_step": moves.WISH_MOVES,
        "desk_orders:order_step": moves.ORDER_MOVES,
        "desk_orders:claim_step": moves.CLAIM_MOVES,
        "desk_volunteers:step": STEPS,
        "orders:wish_step": track.STEPS,
        "orders:claim_step": mine.STEPS,
    }
    wanted = {f"{door}/{step}" for door, steps in doors.items() for step in steps}
    return sorted(wanted - set(TABLE))


def route_of(name):
    """The route of a line of the table, which may name a step behind it."""
    variant = VARIANT.fullmatch(name)
    return variant.group(1) if variant else name


@dataclass(frozen=True)
class Answer:
    """What came back. Two are equal where nobody could tell them apart but by the path he asked for."""

    status: int
    body: str
    aim: str
    leads: str = field(compare=False)
    error: str = ""

    @property
    def asks_who(self):
        """Whether one is sent to a log-in page."""
        return self.leads.split("?")[0] in LOGINS

    @property
    def is_success(self):
        return self.status < 400 and (self.aim == "PATH" or self.leads.split("?")[0] not in (*LOGINS, JOIN))


@contextmanager
def undone():
    """Whatever is written inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Walker:
    """The visitors of the home county and one of another; `asked` counts the requests.

    A thorough one shows rows of others also to whoever is refused his own.
    """

    def __init__(self, home, far, neighbour, is_thorough=False):
        self.home, self.far, self.asked, self.is_thorough = home, far, 0, is_thorough
        users = {
            roles.RESIDENT: home.resident,
            roles.VOLUNTEER: home.volunteer.person.user,
            roles.MANAGER: home.manager,
            NEIGHBOUR: neighbour,
            OFFICE: home.office,
            roles.LEADER: home.leader,
            roles.AUDITOR: home.auditor,
            roles.SYSADMIN: home.sysadmin,
            ELSEWHERE: far.office,
        }
        self.clients = {ANON: self._client()} | {role: self._client(user) for role, user in users.items()}

    def strict(self, user):
        """A browser whose forms must carry their token."""
        return self._client(user, enforce_csrf_checks=True)

    def _client(self, user=None, **more):
        client = Client(raise_request_exception=False, **more)
        if user:
            client.force_login(user)
        client.kept = dict(client.cookies.items())
        return client

    def ask(self, role, method, path, said=None):
        """One request, whatever it writes taken back."""
        client = self.clients[role]
        more = _typed(path) if method == "post" else {}
        self.asked += 1
        with undone():
            response = getattr(client, method)(path, said or {}, **more)
        client.cookies.clear()
        for name, morsel in client.kept.items():
            client.cookies[name] = morsel.value
        body = b"".join(response) if response.streaming else response.content
        plain = SECRETS.sub("", body.decode(errors="replace")).replace(path, "PATH")
        error = repr(response.exc_info[1]) if getattr(response, "exc_info", None) else ""
        leads = response.headers.get("Location", "")
        return Answer(response.status_code, plain, leads.replace(path, "PATH"), leads, error)


def address(name, door, county):
    """The path of a door with the row of this county; None stands for a row that does not exist."""
    route, args = route_of(name), _args(door, county)
    if "/" in route:
        return "/" + re.sub(r"\(\?P<url>.*|<path:\w+>", str(*args) or "nothing", route)
    query = f"?{urlencode(door.query(county))}" if door.query else ""
    return reverse(route, args=args) + query


def _args(door, county):
    if not door.row:
        return []
    if door.by == "hand":
        return hand_link(county, door.row) if county else [MISSING["number"], "nothing"]
    if door.by in SIGNED:
        return [SIGNED[door.by](county.rows[door.row]) if county else "nothing"]
    if door.by == "scan":
        return [scan_code(county, door.row)] if county else ["nothing"]
    if door.row == "content":
        return [1, 1] if county else [1, 987654321]
    if door.row == "column":
        own = next(iter(COLUMNS))
    elif door.row == "app":
        own = "accounts"
    elif door.row == "word":
        own = door.by
    else:
        own = county and getattr(county.rows[door.row], "pk" if door.by in ("id", "object_id") else door.by)
    found = own if county else MISSING.get(door.by, 987654321)
    return [found, door.step] if door.step else [found]


def faults(walker, table=TABLE):
    """Everything that is not as the table says, one line each."""
    return [line for name, door in table.items() for line in _of_door(walker, name, door)]


def _of_door(walker, name, door):
    for role in walker.clients:
        for method in ("get", "post"):
            yield from (f"{method} {name} by {role}: {line}" for line in _of(walker, name, door, role, method))


def _of(walker, name, door, role, method):
    has_strangers = _has_strangers(door, method) and (walker.is_thorough or role in _told_apart(door, method))
    counties = (walker.home, walker.far, None) if has_strangers else (walker.home,)
    answers = [_answer(walker, name, door, role, method, county) for county in counties]
    for answer in answers:
        if answer.status >= 500:
            yield f"{answer.status} {answer.error}"
        yield from _leaks(walker, role, answer)
    yield from _own(door, role, method, answers[0])
    if len(answers) == 3 and not door.is_public:
        yield from _strangers(walker, door, role, method, answers)


def _own(door, role, method, answer):
    """With a row of the home county: success for those of the table, for nobody else."""
    allowed = getattr(door, method)
    is_free = (door.kind == ADMIN and role == SYSADMIN and method == "post") or _leads_to_login(door, answer)
    if answer.is_success != (role in allowed) and not is_free:
        yield f"{answer.status} {answer.leads} with one's own, expected {'success' if role in allowed else 'refusal'}"
    is_work = door.kind in (DESK, API) and method == "post"
    if is_work and role in roles.READERS and answer.status not in (403, 404, 405):
        yield f"{answer.status} to somebody who only reads"
    is_shut = door.kind in (PERSONAL, DESK, API, ADMIN)
    if is_shut and role == ANON and not answer.asks_who and answer.status not in (401, 403, 404, 405):
        yield f"{answer.status} {answer.leads}, expected a log-in page, 401 or 403"


def _leads_to_login(door, answer):
    """An open door of coming in may lead to another one."""
    return door.kind == OPEN and answer.asks_who


def _leaks(walker, role, answer):
    """Words of a wish are read at home by its resident and those who read there; nowhere by anybody else."""
    if role not in roles.HERE | {roles.RESIDENT} and walker.home.text.wish in answer.body:
        yield "the words of a wish of the home county"
    if role != ELSEWHERE and walker.far.text.wish in answer.body:
        yield "the words of a wish of another county"


def forgeries(walker):
    """POSTs without the form's token that were not refused, one line each."""
    return list(_forgeries(walker))


def _forgeries(walker):
    office, nobody = (walker.strict(user) for user in (walker.home.office, None))
    for name, door in TABLE.items():
        for client in (office, nobody) if door.kind == OPEN else (office,):
            path = address(name, door, walker.home)
            with undone():
                status = client.post(path, {}, **_typed(path)).status_code
            if status not in (403, 405):
                yield f"{name}: {status}"


def _typed(path):
    """Programs speak JSON, forms as forms do."""
    return {"content_type": "application/json"} if path.startswith("/api/") else {}


def _has_strangers(door, method):
    """Whether rows of others are worth a try: not where nobody gets anywhere by this method."""
    return door.row and (getattr(door, method) or not (door.get or door.post))


def _told_apart(door, method):
    """Who could tell rows of others from missing ones: whoever gets past the door, and the three who are strangers."""
    return getattr(door, method) | {ANON, NEIGHBOUR, ELSEWHERE}


def _answer(walker, name, door, role, method, county):
    said = door.says(county or walker.home) if door.says and method == "post" else None
    return walker.ask(role, method, address(name, door, county), said)


def _strangers(walker, door, role, method, answers):
    """A row of others answers as one that does not exist."""
    here, there, missing = answers
    strange = {"another county's": there}
    if role == ELSEWHERE:
        strange = {"the home county's": here}
        if there.is_success != (OFFICE in getattr(door, method)):
            yield f"{there.status} {there.leads} with one's own"
    elif role == NEIGHBOUR:
        strange["the next township's"] = here
    for whose, answer in strange.items():
        if answer != missing:
            yield f"{whose} row answers {answer.status}, a missing one {missing.status}{_apart(answer, missing)}"


def _apart(answer, missing):
    if answer.status != missing.status:
        return ""
    pairs = zip(answer.body.splitlines(), missing.body.splitlines(), strict=False)
    return f": {next((pair for pair in pairs if pair[0] != pair[1]), (answer.leads, missing.leads))}"
