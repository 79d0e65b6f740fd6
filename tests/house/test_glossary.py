"""Every name of the glossary's first table is a class, a function or a module of the code."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("civcenter", "volunteers", "incentives", "projects", "orders")


def test_the_glossary_names_what_the_code_has():
    text = (ROOT / "docs" / "glossary.md").read_text().split("## Kept")[0]
    rows = [line.split("|")[2] for line in text.splitlines() if line.startswith("|")]
    names = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert len(names) > 50
    assert names <= defined(), names - defined()


def defined():
    files = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    found = {path.stem for path in files}
    for path in files:
        found |= set(re.findall(r"^(?:class|def) (\w+)", path.read_text(), re.M))
    return found
