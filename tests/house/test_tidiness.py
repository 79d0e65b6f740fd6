"""What keeps the house in order: small files, living templates, pages that the content policy lets work."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("civcenter", "volunteers", "incentives", "projects", "orders", "tests")
TEMPLATES = ROOT / "templates"
# Django asks for these by name.
BY_NAME = {"400.html", "403.html", "403_csrf.html", "404.html", "409.html", "429.html", "500.html"}


def python_files():
    return [path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]


def test_no_file_outgrows_400_lines():
    long = {str(path): lines for path in python_files() if (lines := path.read_text().count("\n")) > 400}
    assert long == {}


def test_every_template_is_used():
    sources = [path.read_text() for path in python_files() if "tests" not in path.parts]
    sources += [path.read_text() for path in TEMPLATES.rglob("*.html")]
    text = "\n".join(sources)
    names = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")} - BY_NAME
    assert {name for name in names if name not in text and not name.startswith("admin/")} == set()


def test_no_template_carries_style_or_script_of_its_own():
    """The content policy refuses them, and what they draw would be missing or wrong."""
    forbidden = re.compile(
        r"\sstyle=|<style|\son\w+=|<script(?![^>]*\ssrc=)(?![^>]*application/json)|javascript:", re.I
    )
    found = {
        str(path): hit.group() for path in TEMPLATES.rglob("*.html") if (hit := forbidden.search(path.read_text()))
    }
    assert found == {}


def test_no_view_writes_or_catches():
    """Views fetch, validate, act and answer: rules live in actions, and their refusals are answered in one place."""
    doors = [p for p in python_files() if p.stem in ("public", "desk") or p.parent.name in ("public", "desk")]
    doors = [path for path in doors if "tests" not in path.parts]
    assert len(doors) > 5
    pattern = r"^\s+try:|\.save\(|\.objects\.create\(|\.bulk_create\(|\.delete\(\)"
    found = {str(path): hit.group() for path in doors if (hit := re.search(pattern, path.read_text(), re.M))}
    assert found == {}


def test_nothing_is_marked_safe_or_exempt():
    stray = re.compile(r"mark_safe|csrf_exempt|\|safe\b|autoescape off")
    files = [path for path in python_files() if "tests" not in path.parts] + list(TEMPLATES.rglob("*.html"))
    found = {str(path.relative_to(ROOT)) for path in files if stray.search(path.read_text())}
    assert found <= {"civcenter/kit/templatetags/kit.py"}
