"""A real Chromium for the suite: where it is, how it starts, and what every page must hold."""

import os
import shutil

from axe_playwright_python.sync_playwright import Axe

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1280, "height": 900}}
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]},
    "resultTypes": ["violations"],
}


def chromium():
    """Where a Chromium is, or None. CIV_CHROMIUM names one that is elsewhere."""
    return os.environ.get("CIV_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def watch(page):
    """Collect what a page complains of (refused by the CSP, script errors, failed requests) in `page.faults`."""
    page.faults = []
    page.on("console", lambda message: page.faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    return page


def violations(page):
    """What axe-core finds (WCAG 2.0 and 2.1, A and AA, and best practice), one line each."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]]


def faint(page):
    """Words of less than 7:1 contrast; elder pages may have none."""
    only = {"runOnly": {"type": "rule", "values": ["color-contrast-enhanced"]}}
    found = Axe().run(page, options=only).response["violations"]
    return [node["html"] for rule in found for node in rule["nodes"]]


def overflow(page, width):
    """By how many pixels the page is wider than a screen of `width`."""
    size = page.viewport_size
    page.set_viewport_size({"width": width, "height": size["height"]})
    wide = page.evaluate("document.documentElement.scrollWidth") - width
    page.set_viewport_size(size)
    return max(wide, 0)


def small_targets(page, least):
    """Links (outside sentences), buttons and fields that are lower than `least` pixels."""
    return page.evaluate(
        """least => [...document.querySelectorAll("a,button,input:not([type=hidden]),select,textarea,summary")]
        .filter(e => e.offsetParent && !e.closest("p,.words,.note,.skip") && !e.classList.contains("skip"))
        .map(e => e.matches("[type=radio],[type=checkbox]") ? e.closest("label") || e : e)
        .filter(e => e.getBoundingClientRect().height < least - 0.5)
        .map(e => e.outerHTML.slice(0, 90) + " " + e.getBoundingClientRect().height)""",
        least,
    )


def check(page, *, least=44):
    """Every page holds this: nothing refused, no barrier, no sideways scroll at 320 px, targets one can hit."""
    assert page.faults == []
    assert violations(page) == []
    assert overflow(page, 320) == 0
    assert small_targets(page, least) == []
