"""The image and the compose file, as far as they can be read: no container engine is needed."""

import re
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml
from compose_spec import ComposeSpecification, Network, Service
from packaging.requirements import Requirement
from pydantic import BaseModel

from server.settings import PREFIX, read

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = (ROOT / "deploy" / "container" / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((ROOT / "deploy" / "compose.yml").read_text(encoding="utf-8"))
LOCK = (ROOT / "deploy" / "container" / "requirements.lock").read_text(encoding="utf-8")


def locked() -> dict[str, str]:
    """Package → version of the lock file."""
    entries = [re.split(r" \\|;", line)[0].strip() for line in LOCK.splitlines() if re.match(r"[a-z0-9]", line)]
    return {
        name.lower().replace("_", "-"): version for name, _, version in (entry.partition("==") for entry in entries)
    }


def instructions(name: str) -> list[str]:
    joined = re.sub(r"\\\n", " ", DOCKERFILE)
    return [line.split(maxsplit=1)[1] for line in joined.splitlines() if line.startswith(f"{name} ")]


def unknown(content: dict[str, Any], model: type[BaseModel]) -> set[str]:
    """Keys that the specification does not have; those with x- are free."""
    known = {field.alias or name for name, field in model.model_fields.items()}
    return {key for key in content if key not in known and not key.startswith("x-")}


# -- the image ---------------------------------------------------------------------------------------------


def test_every_requirement_is_locked_at_its_version() -> None:
    """`make lock` writes the lock file after requirements.txt changed."""
    wanted = [
        Requirement(line.split("#")[0])
        for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
        if line.split("#")[0].strip()
    ]
    assert len(wanted) > 5
    found = locked()
    assert {item.name: f"=={found.get(item.name.lower().replace('_', '-'))}" for item in wanted} == {
        item.name: str(item.specifier) for item in wanted
    }


def test_every_locked_package_has_hashes() -> None:
    packages = re.split(r"\n(?=[a-z0-9])", LOCK.strip())
    assert len(packages) >= len(locked()) > 20  # some stand twice, for different versions of Python
    assert [text.splitlines()[0] for text in packages if not re.search(r"--hash=sha256:[0-9a-f]{64}", text)] == []
    assert "--require-hashes" in DOCKERFILE


def test_the_image_runs_as_nobody_special() -> None:
    user = instructions("USER")
    assert user
    assert all(re.fullmatch(r"[1-9]\d+:[1-9]\d+", value) for value in user)
    # After the last change of user nothing is copied or run as root any more.
    last = DOCKERFILE.rsplit("FROM ", 1)[1]
    assert not re.search(r"^(RUN|COPY)", last.split("USER")[1], re.MULTILINE)


def test_the_image_is_asked_whether_it_is_warm() -> None:
    assert "http://127.0.0.1:8501/healthz" in instructions("HEALTHCHECK")[0]


def test_what_is_copied_exists_and_is_let_through() -> None:
    ignored = (ROOT / "deploy" / "container" / "Dockerfile.dockerignore").read_text(encoding="utf-8")
    let_through = [line[1:] for line in ignored.splitlines() if line.startswith("!")]
    copied = [line.split()[0] for line in instructions("COPY") if not line.startswith("--from")]
    assert copied
    for name in copied:
        assert (ROOT / name).exists(), name
        assert any(fnmatch(name, pattern) for pattern in let_through), name
    # And the running app needs nothing else: the folders of the program are all there.
    assert {"app.py", "data", "pages", "server", "static", "ui", ".streamlit"} <= set(copied)


def test_the_settings_of_the_image_exist() -> None:
    names = set(re.findall(rf"\b{PREFIX}\w+", DOCKERFILE))
    assert names
    read(dict.fromkeys(names, ""))


# -- compose -----------------------------------------------------------------------------------------------


def test_the_compose_file_is_as_specified() -> None:
    specified = ComposeSpecification.model_validate(COMPOSE)
    assert set(specified.services) == {"app1", "app2", "proxy"}
    assert unknown(COMPOSE, ComposeSpecification) == set()
    for service in COMPOSE["services"].values():
        assert unknown(service, Service) == set()
    for network in COMPOSE["networks"].values():
        assert unknown(network or {}, Network) == set()


def test_a_misspelt_key_is_noticed() -> None:
    assert unknown({**COMPOSE["services"]["app1"], "reed_only": True}, Service) == {"reed_only"}


def test_the_proxy_knows_the_replicas() -> None:
    named = set(re.findall(r"server (\w+):8501", (ROOT / "deploy" / "nginx" / "replicas.conf").read_text()))
    assert named == {name for name in COMPOSE["services"] if name.startswith("app")}
    assert set(COMPOSE["services"]["proxy"]["depends_on"]) == named


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_a_service_may_little(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not service["user"].startswith("0")
    assert "memory" in service["deploy"]["resources"]["limits"]


def test_replicas_are_reached_through_the_proxy_only() -> None:
    assert COMPOSE["networks"]["inside"]["internal"] is True
    addresses = [COMPOSE["services"][name]["networks"]["inside"]["ipv4_address"] for name in ("app1", "app2")]
    assert len(set(addresses)) == 2
    assert all(list(COMPOSE["services"][name]["networks"]) == ["inside"] for name in ("app1", "app2"))
    assert all("ports" not in COMPOSE["services"][name] for name in ("app1", "app2"))


def test_the_settings_of_the_replicas_exist() -> None:
    environment = COMPOSE["services"]["app1"]["environment"]
    read(dict.fromkeys(environment, ""))
    assert environment["STREAMLIT_SERVER_COOKIE_SECRET"]
