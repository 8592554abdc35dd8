"""Reads YAML seeds into strict models and turns every fault into a problem with file, record, field and
cure.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from data.build.problems import Problems

M = TypeVar("M", bound=BaseModel)


class _Loader(yaml.CSafeLoader):
    """YAML without its surprises: dates stay text, a key that stands twice is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} stands twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


# "2018-06-04" is a text of a stated precision, not a datetime.
_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class Seeds:
    """The seeds folder; every reader returns what is right and notes what is wrong."""

    def __init__(self, root: Path, problems: Problems) -> None:
        self.root = root
        self.problems = problems

    def name(self, path: Path) -> str:
        """The path as reports say it: seeds/countries.yml."""
        return f"{self.root.name}/{path.relative_to(self.root)}"

    def raw(self, path: Path) -> Any:
        """The parsed YAML of a file, or None with a problem noted."""
        name = self.name(path)
        try:
            return yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 – a safe loader, made stricter
        except FileNotFoundError:
            self.problems.add(name, "the file is missing", "restore it from the repository")
        except UnicodeDecodeError as error:
            self.problems.add(name, f"not UTF-8 text ({error.reason})", "save the file as UTF-8")
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = f"line {mark.line + 1}" if mark else ""
            what = getattr(error, "problem", None) or str(error)
            self.problems.add(name, f"not valid YAML: {what}", "correct the YAML there", record=line)
        return None

    def records(self, path: str, model: type[M], *, key: str) -> list[M]:
        """The records of a list file; `key` is the field that names a record, unique in the file."""
        data = self.raw(self.root / path)
        if data is None:
            return []
        if not isinstance(data, list):
            self.problems.add(self.name(self.root / path), "not a list of records", "begin each record with '- '")
            return []
        found: list[M] = []
        seen: set[Any] = set()
        for at, item in enumerate(data, start=1):
            label = item.get(key) if isinstance(item, dict) else None
            record = self.record(self.root / path, model, item, label or f"record {at}")
            if record is None:
                continue
            identity = getattr(record, key)
            if identity in seen:
                self.problems.add(
                    self.name(self.root / path),
                    f"{key} {identity} stands twice",
                    "give each record its own, or merge the two",
                    record=identity,
                    field=key,
                )
            seen.add(identity)
            found.append(record)
        return found

    def record(self, path: Path, model: type[M], data: Any, label: object) -> M | None:
        """One record checked against its model, or None with problems noted."""
        try:
            return model.model_validate(data)
        except ValidationError as error:
            for fault in error.errors():
                field = ".".join(str(part) for part in fault["loc"])
                what, cure = _explain(fault, model)
                self.problems.add(self.name(path), what, cure, record=label, field=field)
            return None

    def mapping(self, path: str, model: type[M]) -> dict[str, M]:
        """A file of code → record."""
        data = self.raw(self.root / path)
        if data is None:
            return {}
        if not isinstance(data, dict):
            self.problems.add(self.name(self.root / path), "not a mapping of codes", "begin each record with 'code:'")
            return {}
        found = {code: self.record(self.root / path, model, item, code) for code, item in data.items()}
        return {code: record for code, record in found.items() if record is not None}

    def files(self, pattern: str) -> list[Path]:
        """The files that match, in order of name; a problem where there is none."""
        paths = sorted(self.root.glob(pattern))
        if not paths:
            self.problems.add(f"{self.root.name}/{pattern}", "no such file", "restore the files from the repository")
        return paths

    def unknown(
        self, path: str, record: object, field: str, codes: Iterable[str], known: Iterable[str], cure: str
    ) -> None:
        """Note each code of a field that is not among the known ones."""
        for code in codes:
            if code not in set(known):
                self.problems.add(f"{self.root.name}/{path}", f"unknown {code!r}", cure, record=record, field=field)


def _explain(fault: Any, model: type[BaseModel]) -> tuple[str, str]:
    given = fault.get("input")
    match fault["type"]:
        case "extra_forbidden":
            known = ", ".join(model.model_fields) if len(fault["loc"]) == 1 else "see data/model.py"
            return "unknown key", f"remove it or correct its name; known are: {known}"
        case "missing":
            return "the key is missing", "add it"
        case "int_type" | "int_parsing" | "int_from_float":
            return f"{given!r} is not a whole number", "write a whole number without quotes, for example 2018"
        case "float_type" | "float_parsing":
            return f"{given!r} is not a number", "write a number without quotes"
        case "string_type":
            return f"{given!r} is not text", "write text, in quotes where needed"
        case "literal_error" | "enum":
            return f"{given!r} is not known here", f"write one of: {fault['ctx']['expected']}"
        case "value_error":
            return str(fault["ctx"]["error"]), "correct the value"
        case _:
            return f"{fault['msg']} (given {given!r})", "correct the value"
