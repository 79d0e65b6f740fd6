"""What the guides tell a county's IT person is there: every variable, every command, every file they name."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDES = sorted((ROOT / "docs" / "zh").glob("*.md"))
NAME = re.compile(r"\b(?:CIV_[A-Z_]+|DATABASE_[A-Z_]*URL|SECRET_KEY|REDIS_URL|POSTGRES_[A-Z]+)\b")
READ = re.compile(r'(?:environ\.get|flag|words|number|secret)\(\s*"([A-Z][A-Z_]+)"')
UNSAID = {"CIV_AS_OWNER"}
"""For the migration alone; the launcher and compose set it."""


def sources():
    found = [ROOT / "docker-compose.yml", *(ROOT / "civcenter").rglob("*.py")]
    return "\n".join(path.read_text() for path in found if "static" not in path.parts)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_every_variable_a_guide_names_is_read_somewhere(guide):
    assert set(NAME.findall(guide.read_text())) - set(NAME.findall(sources())) == set()


def test_every_variable_that_settings_read_is_explained():
    text = "".join((ROOT / "civcenter" / name).read_text() for name in ("settings.py", "environment.py"))
    assert set(READ.findall(text)) - set(NAME.findall((ROOT / "docs/zh/README.md").read_text())) - UNSAID == set()


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_every_command_a_guide_tells_to_run_is_there(guide):
    told = re.findall(r"(?:\./civ manage|manage\.py) ([a-z_]+)", guide.read_text())
    own = {path.stem for path in ROOT.rglob("management/commands/*.py") if ".venv" not in path.parts}
    assert told
    assert set(told) - own - {"migrate", "check", "collectstatic"} == set()


def test_every_guide_another_one_points_to_is_there():
    for guide in GUIDES:
        for target in re.findall(r"\]\(([^)#:]+)\)", guide.read_text()):
            assert (guide.parent / target).exists(), target


def test_the_proxy_writes_its_headers_itself():
    """What a visitor sends about himself must not reach us as the truth."""
    conf = re.search(r"```nginx\n(.*?)```", (ROOT / "docs/zh/proxy.md").read_text(), re.S).group(1)
    said = dict(re.findall(r"proxy_set_header (\S+)\s+(\S+);", conf))
    assert said["X-Forwarded-Proto"] == "$scheme" and said["X-Forwarded-For"] == "$remote_addr"
    assert "$http_x" not in conf and "proxy_add_x" not in conf
