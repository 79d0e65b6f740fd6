"""Opens pages in a real browser as somebody and says what is wrong with them, one line a fault."""

import gzip

from django.test import Client
from django.urls import reverse

from civcenter.kit import elder
from tests import browser
from tests.trust import roles
from tests.trust.routes import BACK_OFFICE, DESKS, PORTAL, PROGRAMS, RESIDENTS
from tests.trust.walker import address

KB = 1024
HTML, CSS, JS, ALL = 10 * KB, 7 * KB, 18 * KB, 40 * KB
REQUESTS = 4
"""What a resident's page may cost, gzipped, and how many requests beside the tab's icon."""

FONT = "parseFloat(getComputedStyle(document.body).fontSize)"
LOADED = "performance.getEntriesByType('resource').map(e => e.name).filter(name => !name.includes('favicon'))"
NO_PAGES = {"desk_volunteers:coverage_export", "desk_volunteers:import_template", "desk_volunteers:import_faults"}
NO_PAGES |= {
    "portal:healthz",
    "portal:robots",
    "portal:favicon",
    "volunteers:calendar_feed",
    "portal:calendar_feed",
    "schema",
    "admin:jsi18n",
}
NO_PAGES |= {"activities:calendar", "activities:outpost_calendar", "incentives:statement_table"}
NO_PAGES |= {"desk_inspections:paper_file"}
"""For programs and browsers, not for people."""

NO_PAGES |= {"incentives:my_honour_paper", "incentives:statement_sheet"}
"""Sheets for the printer; the desk's are the same and are looked at."""

AT_DESKS = ("accounts:login", "accounts:totp", "accounts:totp_new", "portal:poster", "portal:wall")
AT_DESKS += ("incentives:posting_paper",)
"""Open to all, but met at a desk: staff's own log-in with its code, the sheets and the screen for the wall."""

STAFF = (roles.OFFICE, roles.MANAGER, roles.AUDITOR, roles.SYSADMIN)
PHONES = (roles.VOLUNTEER, roles.RESIDENT)


def pages(table, county, who):
    """`(name, role, path)` of each page of the table that has a reader: the first of `who` that may open it."""
    for name, door in table.items():
        if name in NO_PAGES or (county.rows is None and (door.row or door.query)):
            continue
        for role in who:
            if role in door.get:
                yield name, role, address(name, door, county)
                break


def public_pages(county):
    """What a phone meets: each page as the first who may, and those that look different to others as those too."""
    table = {name: door for name, door in (PORTAL | RESIDENTS).items() if name not in AT_DESKS}
    yield from pages(table, county, PHONES)
    yield from pages(table, county, [roles.ANON])
    for name, row in (county.rows or {}).items():
        if name.startswith("wish:") and row.phone == county.resident.phone:
            yield f"track {name}", roles.RESIDENT, reverse("orders:track", args=[row.number])


def desk_pages(county):
    """What a desk meets: the office's, the manager's, and what only others may open."""
    back_office = {name: door for name, door in BACK_OFFICE.items() if ":object_id" not in name}
    table = {name: (PORTAL | RESIDENTS)[name] for name in AT_DESKS} | DESKS | {"docs": PROGRAMS["docs"]} | back_office
    yield from pages(table, county, STAFF)
    yield "desk_orders:today", roles.MANAGER, reverse("desk_orders:today")


class Looker:
    """Browsers of one county's people, one for each role; `dialogs` are those that a page opened."""

    def __init__(self, chrome, live_server, county, kind):
        self.chrome, self.url, self.county, self.kind = chrome, live_server.url, county, kind
        self.opened, self.seen, self.sizes, self.dialogs = {}, set(), {}, []

    def page(self, role):
        if role not in self.opened:
            context = self.chrome.new_context(base_url=self.url, locale="zh-CN", **self.kind)
            context.set_default_timeout(20_000)
            context.add_cookies(self._cookies(role))
            page = self.opened[role] = browser.watch(context.new_page())
            page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))
        return self.opened[role]

    def _cookies(self, role):
        user = {roles.VOLUNTEER: self.county.volunteer.person.user}.get(role) or getattr(self.county, role, None)
        if user is None:
            return []
        client = Client()
        client.force_login(user)
        return [{"name": name, "value": morsel.value, "url": self.url} for name, morsel in client.cookies.items()]

    def close(self):
        for page in self.opened.values():
            page.context.close()

    def elder(self):
        """From now on in elder mode."""
        self.seen.clear()
        for page in self.opened.values():
            page.context.add_cookies([{"name": elder.COOKIE, "value": "1", "url": self.url}])

    def faults(self, pages, *checks):
        """Everything that the checks find, each address once a role."""
        return [f"{name} by {role}: {line}" for name, role, path in pages for line in self._of(role, path, checks)]

    def _of(self, role, path, checks):
        page = self.page(role)
        page.faults.clear()
        answer = page.goto(path)
        page.locator("main").first.wait_for()
        if (role, page.url) in self.seen:
            return
        self.seen.add((role, page.url))
        if answer.status != 200:
            yield f"{answer.status}"
        yield from page.faults
        yield from browser.violations(page)
        for check in checks:
            yield from check(self, page, answer)

    def text(self, role, path):
        """What is to be read on a page."""
        page = self.page(role)
        page.goto(path)
        return page.inner_text("body")

    def size(self, page, url):
        """Bytes of a file, gzipped; asked for once."""
        if url not in self.sizes:
            self.sizes[url] = len(gzip.compress(page.context.request.get(url).body()))
        return self.sizes[url]


def fits(width):
    def check(looker, page, answer):
        wide = browser.overflow(page, width)
        if wide:
            yield f"{wide} px wider than {width}"

    return check


def reaches(least):
    """Targets that one can hit, on the pages that are ours."""

    def check(looker, page, answer):
        if not page.url.startswith((f"{looker.url}/admin/", f"{looker.url}/api/")):
            yield from (f"lower than {least} px: {line}" for line in browser.small_targets(page, least))

    return check


def is_elder(looker, page, answer):
    yield from (f"faint: {line}" for line in browser.faint(page))
    if page.evaluate(FONT) < 21:
        yield f"text of {page.evaluate(FONT)} px"
    if page.locator(".tabbar").count():
        yield "a tab bar"


def is_light(looker, page, answer):
    """The resident's budget: what a page weighs, and how often it asks."""
    loaded = page.evaluate(LOADED)
    html = len(gzip.compress(answer.body()))
    css, js = (sum(looker.size(page, url) for url in loaded if url.endswith(end)) for end in (".css", ".js"))
    for what, size, most in (("HTML", html, HTML), ("CSS", css, CSS), ("JS", js, JS), ("all", html + css + js, ALL)):
        if size > most:
            yield f"{what} of {size} bytes"
    if 1 + len(loaded) > REQUESTS:
        yield f"{1 + len(loaded)} requests: {loaded}"
