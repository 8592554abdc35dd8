"""seeds/text/<lang>.yml → the table words: keys flattened by dots, languages checked against English."""

from __future__ import annotations

from collections.abc import Iterator
from string import Formatter
from typing import Any

import pandas as pd

from data.build.seeds import Seeds
from data.model import LANGUAGES


def table(seeds: Seeds) -> pd.DataFrame:
    """key, en, es, pt, zh; only English is required to hold every key."""
    found: dict[str, dict[str, str]] = {}
    for lang in LANGUAGES:
        path = seeds.root / "text" / f"{lang}.yml"
        if lang != "en" and not path.exists():
            found[lang] = {}
            continue
        found[lang] = dict(_flat(seeds.raw(path) or {}, "", seeds.name(path), seeds))
    english = found["en"]
    for lang, words in found.items():
        file = f"{seeds.root.name}/text/{lang}.yml"
        for key, text in words.items():
            if key not in english:
                seeds.problems.add(file, "English has no such key", "correct the key, or add it to en.yml", record=key)
                continue
            own, theirs = _placeholders(text), _placeholders(english[key])
            if own is None or theirs is None:
                seeds.problems.add(file, "the braces do not pair", "write {name}, or {{ for a brace", record=key)
            elif own != theirs:
                wanted = ", ".join(f"{{{name}}}" for name in sorted(theirs)) or "none"
                seeds.problems.add(
                    file,
                    f"other placeholders than English: {sorted(own)}",
                    f"use exactly: {wanted}",
                    record=key,
                )
    return pd.DataFrame(
        {
            "key": list(english),
            **{lang: [words.get(key) for key in english] for lang, words in found.items()},
        }
    )


def _flat(node: dict[str, Any], before: str, file: str, seeds: Seeds) -> Iterator[tuple[str, str]]:
    for name, value in node.items():
        key = f"{before}{name}"
        if isinstance(value, dict):
            yield from _flat(value, f"{key}.", file, seeds)
        elif isinstance(value, str):
            yield key, value.strip()
        else:
            seeds.problems.add(file, f"{value!r} is not text", "put the words in quotes", record=key)


def _placeholders(text: str) -> set[str] | None:
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return None
