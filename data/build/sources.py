"""seeds/sources/*.yml → the table sources, with licences, reliability and the tables that use each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from pydantic import TypeAdapter, ValidationError

from data.build.seeds import Seeds
from data.build.tables import texts
from data.model import Licence, Reliability, SourceSeed, Texts

_TEXTS: TypeAdapter[dict[str, str]] = TypeAdapter(Texts)


def read(
    seeds: Seeds,
) -> tuple[list[tuple[SourceSeed, dict[str, str]]], dict[str, Licence], dict[str, Reliability]]:
    """The records, each with its processing in words; the licence classes; the kinds of witness."""
    licences = seeds.mapping("licences.yml", Licence)
    kinds = seeds.mapping("reliability.yml", Reliability)
    processing = seeds.raw(seeds.root / "processing.yml") or {}
    found: list[tuple[SourceSeed, dict[str, str]]] = []
    at: dict[str, str] = {}
    for path in seeds.files("sources/*.yml"):
        name = f"sources/{path.name}"
        for record in seeds.records(name, SourceSeed, key="id"):
            if record.id in at and at[record.id] != name:
                seeds.problems.add(
                    seeds.name(path), f"{record.id} stands in {at[record.id]} too", "keep one of the two",
                    record=record.id, field="id",
                )  # fmt: skip
            at[record.id] = name
            seeds.unknown(
                name,
                record.id,
                "licence_class",
                [record.licence_class],
                licences,
                "add it to seeds/licences.yml",
            )
            seeds.unknown(
                name, record.id, "reliability", [record.reliability], kinds, "add it to seeds/reliability.yml"
            )
            found.append((record, _processing(record, processing, name, seeds)))
    return found, licences, kinds


def _processing(record: SourceSeed, codes: Mapping[str, object], name: str, seeds: Seeds) -> dict[str, str]:
    given = record.processing
    if isinstance(given, str) and given not in codes:
        seeds.unknown(
            name,
            record.id,
            "processing",
            [given],
            codes,
            "add the code to seeds/processing.yml, or write words",
        )
        return {}
    try:
        return _TEXTS.validate_python(codes[given] if isinstance(given, str) else given)
    except ValidationError as error:
        seeds.problems.add(
            f"{seeds.root.name}/{name}", error.errors()[0]["msg"], "write words per language: en, es, pt, zh",
            record=record.id, field="processing",
        )  # fmt: skip
        return {}


def table(
    records: Sequence[tuple[SourceSeed, dict[str, str]]],
    licences: Mapping[str, Licence],
    kinds: Mapping[str, Reliability],
    used_by: Mapping[str, Sequence[str]],
) -> pd.DataFrame:
    """The table sources; `used_by` says for each id which tables have a row from it."""
    rows = []
    for record, processing in records:
        licence = licences[record.licence_class]
        rows.append(
            {
                **record.model_dump(exclude={"caution", "processing", "citation"}),
                "citation": record.citation or _citation(record),
                **texts("licence_label", licence.label),
                **texts("licence_allows", licence.allows),
                "licence_url": licence.url,
                **texts("reliability_label", kinds[record.reliability].label),
                **texts("caution", record.caution),
                **texts("processing", processing),
                "used_by": ";".join(used_by.get(record.id, ())) or None,
            }
        )
    return pd.DataFrame(rows)


def _citation(record: SourceSeed) -> str:
    date = f" ({record.date})" if record.date else ""
    url = f" {record.url}" if record.url and record.show_link else ""
    return f"{record.producer}{date}. {record.title}.{url}"
