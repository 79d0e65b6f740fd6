"""docker-compose.yml is not run by the suite; its shape and its environment are held to the code instead."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PROGRAMS = ("web", "relay", "worker", "beat", "migrate")
READ = re.compile(r'(?:environ\.get|flag|words|number|secret)\(\s*"([A-Z][A-Z_]+)"')


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def names_that_settings_read():
    sources = [ROOT / "civcenter" / name for name in ("settings.py", "environment.py")]
    return {name for source in sources for name in READ.findall(source.read_text())}


def test_programs_get_exactly_the_environment_that_settings_read(compose):
    given = {name for program in PROGRAMS for name in compose["services"][program]["environment"]}
    assert given == names_that_settings_read()


def test_only_the_migration_knows_the_owner(compose):
    for program in PROGRAMS[:-1]:
        environment = compose["services"][program]["environment"]
        assert "CIV_AS_OWNER" not in environment
        assert "civ_owner:" not in str(environment)
    assert compose["services"]["migrate"]["restart"] == "no"


def test_everything_that_answers_has_a_health_check_and_the_rest_restarts(compose):
    for name in ("web", "worker", "postgres", "redis"):
        assert compose["services"][name]["healthcheck"]["test"]
    for name, service in compose["services"].items():
        assert service["restart"] == ("no" if name == "migrate" else "unless-stopped")


def test_data_outlives_its_container(compose):
    used = {mount.split(":")[0] for service in compose["services"].values() for mount in service.get("volumes", ())}
    assert used - {"./docker/roles.sh"} == set(compose["volumes"])


def test_servers_are_set_as_the_launcher_sets_them(compose):
    postgres, redis = compose["services"]["postgres"], compose["services"]["redis"]
    assert postgres["environment"]["POSTGRES_INITDB_ARGS"] == "--encoding=UTF8 --locale=C.UTF-8"
    assert "max_connections=200" in postgres["command"]
    assert "--appendonly yes" in redis["command"]
    assert "noeviction" in redis["command"]


def test_every_mounted_or_called_file_is_there(compose):
    text = (ROOT / "docker-compose.yml").read_text()
    for path in re.findall(r"docker/\w+\.\w+", text):
        assert (ROOT / path).exists(), path


def test_what_the_env_file_must_hold_is_what_compose_asks_for():
    asked = set(re.findall(r"\$\{([A-Z_]+):\?", (ROOT / "docker-compose.yml").read_text()))
    made = set(re.findall(r"^([A-Z_]+)=", (ROOT / "docker" / "make_env.py").read_text(), re.MULTILINE))
    assert asked <= made
