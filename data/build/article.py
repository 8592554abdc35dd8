"""The report, its claims, quotations and names; events, agreements, pledges and policy banks: seeds →
tables.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from data.build.figures import Figures
from data.build.tables import texts
from data.model import (
    AgreementSeed,
    ClaimSeed,
    CountryPledgeSeed,
    EventSeed,
    FigureSeed,
    NamedSeed,
    PledgeSeed,
    PledgeStepSeed,
    PolicyBankSeed,
    QuestionSeed,
    QuoteSeed,
    ReportSeed,
    precision_of,
)


def events(seeds: Sequence[EventSeed]) -> pd.DataFrame:
    """The table events."""
    return pd.DataFrame(
        [
            {
                "id": seed.id,
                "date": seed.date,
                "date_precision": seed.precision,
                "category": seed.category,
                "countries": ";".join(seed.countries),
                **texts("title", seed.title),
                **texts("text", seed.text),
                "last_checked": seed.last_checked,
                "source": ";".join(seed.sources),
            }
            for seed in seeds
        ]
    )


def agreements(seeds: Sequence[AgreementSeed]) -> pd.DataFrame:
    """The table agreements."""
    return pd.DataFrame(
        [
            {
                "id": seed.id,
                "type": seed.type,
                "country": seed.country,
                **texts("title", seed.title),
                "signed": seed.signed,
                "signed_precision": precision_of(seed.signed) if seed.signed else None,
                "in_force": seed.in_force,
                "in_force_precision": precision_of(seed.in_force) if seed.in_force else None,
                **texts("upgraded", seed.upgraded),
                "state": seed.state,
                **texts("state_text", seed.state_text),
                **texts("note", seed.note),
                "last_checked": seed.last_checked,
                "source": ";".join(seed.sources),
            }
            for seed in seeds
        ]
    )


def report(seed: ReportSeed) -> pd.DataFrame:
    """The table report: one row."""
    return pd.DataFrame(
        [
            {
                **seed.model_dump(
                    include={
                        "id",
                        "date",
                        "date_precision",
                        "country",
                        "language",
                        "paragraphs",
                        "text_republished",
                    }
                ),
                **texts("headline", {"en": seed.headline, **seed.headline_translation}),
                **texts("publisher", seed.publisher),
                **texts("place", seed.place),
                **texts("note", seed.note),
                "source": ";".join(seed.sources),
            }
        ]
    )


def claims(seeds: Sequence[ClaimSeed], figures: Figures) -> pd.DataFrame:
    """The table claims, its evidence filled with figures."""
    file = "seeds/article/claims.yml"
    return pd.DataFrame(
        [
            {
                "id": seed.id,
                "paragraph": seed.paragraph,
                **texts("claim", seed.claim),
                "verdict": seed.verdict,
                **texts("evidence", figures.fill(file, seed.id, seed.figures, seed.evidence)),
                "shown_in": json.dumps([door.model_dump() for door in seed.shown_in]),
                "tables": ";".join(seed.tables) or None,
                "source": ";".join(seed.sources),
            }
            for seed in seeds
        ]
    )


def questions(seeds: Sequence[QuestionSeed], figures: Figures) -> pd.DataFrame:
    """The table questions, its texts and links filled with figures."""
    file = "seeds/questions.yml"
    return pd.DataFrame(
        [
            {
                "id": seed.id,
                "order": order,
                **{
                    column: said
                    for name in ("question", "predict", "answer", "uncertain")
                    for column, said in texts(
                        name, figures.fill(file, seed.id, seed.figures, getattr(seed, name))
                    ).items()
                },
                "shown_in": json.dumps(
                    [
                        {
                            "view": door.view,
                            "params": {
                                name: _code(str(value), seed, figures, file) for name, value in door.params.items()
                            },
                        }
                        for door in seed.shown_in
                    ]
                ),
                "claims": ";".join(seed.claims) or None,
                "quote": seed.quote,
                "tables": ";".join(seed.tables),
                "source": ";".join(seed.sources),
            }
            for order, seed in enumerate(seeds, start=1)
        ]
    )


def _code(value: str, seed: QuestionSeed, figures: Figures, file: str) -> str:
    """A value of a link; one with a placeholder ("the newest year") is filled like a text."""
    return figures.fill(file, seed.id, seed.figures, {"en": value}).get("en", value) if "{" in value else value


def quotes(seeds: Sequence[QuoteSeed]) -> pd.DataFrame:
    """The table quotes."""
    return pd.DataFrame(
        [
            {
                **seed.model_dump(
                    include={
                        "id", "paragraph", "text", "speaker", "country", "theme", "language",
                        "language_certainty",
                    }
                ),
                "sic": ";".join(seed.sic) or None,
                **texts("office", seed.office),
                **{name: value for name, value in texts("translation", seed.translation).items() if name[-2:]
                != "en"}, **texts("record", seed.record),
                "source": ";".join(seed.sources),
            }
            for seed in seeds
        ]
    )  # fmt: skip


def named(seeds: Sequence[NamedSeed]) -> pd.DataFrame:
    """The table named."""
    return pd.DataFrame(
        [
            {
                "id": seed.id,
                "kind": seed.kind,
                **texts("name", seed.name),
                "as_written": ";".join(seed.as_written),
                "country": seed.country,
                "paragraphs": ";".join(map(str, seed.paragraphs)),
                **texts("description", seed.description),
                "source": ";".join(seed.sources),
            }
            for seed in seeds
        ]
    )


def pledges(seeds: Sequence[PledgeSeed], figures: Figures) -> pd.DataFrame:
    """The table pledges, its outcomes filled with figures."""
    file = "seeds/pledges.yml"
    plain = {
        "id", "date", "by", "amount", "currency", "amount_usd", "horizon_start", "horizon_end", "kind",
        "status", "counts_in_totals",
    }  # fmt: skip
    return pd.DataFrame(
        [
            {
                **seed.model_dump(include=plain),
                "date_precision": precision_of(seed.date),
                **texts("occasion", seed.occasion),
                **texts("what", seed.what),
                **texts("rate_note", seed.rate_note),
                **texts("reason", seed.reason),
                **texts("vague", seed.vague),
                **texts("outcome", figures.fill(file, seed.id, _named_in(seed), seed.outcome)),
                "outcome_source": ";".join(seed.outcome_sources) or None,
                **texts("note", seed.note),
                "source": ";".join(seed.sources),
            }
            for seed in seeds
        ]
    )


def _named_in(seed: PledgeSeed) -> dict[str, FigureSeed]:
    return {name: figure for name, figure in seed.figures.items() if f"{{{name}}}" in seed.outcome["en"]}


def pledge_steps(seeds: Sequence[PledgeSeed], figures: Figures) -> pd.DataFrame:
    """The table pledge_steps: four rows per pledge."""
    return pd.DataFrame(
        [
            {"pledge": seed.id, **_step(at, step, seed.sources), "amount_usd": amount}
            for seed in seeds
            for at, step in enumerate(seed.steps, start=1)
            for amount in [_amount(seed, step.amount_usd, step.amount_figure, figures)]
        ]
    )


def country_pledges(seeds: Sequence[CountryPledgeSeed], labels: Mapping[int, Mapping[str, str]]) -> pd.DataFrame:
    """The table country_pledges: four rows per record; `labels` are the words of the projects by their numbers."""
    return pd.DataFrame(
        [
            {
                **seed.model_dump(include={"id", "country", "pledge", "project"}),
                **texts("what", seed.what or labels.get(seed.project or 0)),
                **_step(at, step, seed.sources),
            }
            for seed in seeds
            for at, step in enumerate(seed.steps, start=1)
        ]
    )


def _step(at: int, step: PledgeStepSeed, sources: Sequence[str]) -> dict[str, Any]:
    """A step in its table; `sources` are those of its record, where it has none of its own."""
    return {
        "order": at,
        **step.model_dump(include={"step", "state", "date", "date_precision", "checked_on", "amount_usd"}),
        **texts("amount_note", step.amount_note),
        **texts("text", step.text),
        "source": ";".join(step.sources or sources),
    }


def pledge_measures(seeds: Sequence[PledgeSeed], figures: Figures) -> pd.DataFrame:
    """The table pledge_measures: competing measures of an outcome."""
    return pd.DataFrame(
        [
            {
                "pledge": seed.id,
                "id": measure.id,
                "amount_usd": _amount(seed, measure.amount_usd, measure.amount_figure, figures),
                **texts("amount_note", measure.amount_note),
                "period_start": measure.period_start,
                "period_end": measure.period_end,
                **texts("what", measure.what),
                **texts("why_not", measure.why_not),
                "source": ";".join(measure.sources or seed.sources),
            }
            for seed in seeds
            for measure in seed.measures
        ]
    )


def _amount(seed: PledgeSeed, stated: float | None, figure: str | None, figures: Figures) -> float | None:
    if figure is None:
        return stated
    if figure not in seed.figures:
        figures.undeclared("seeds/pledges.yml", seed.id, figure)
        return None
    return figures.value("seeds/pledges.yml", seed.id, figure, seed.figures[figure])


def policy_banks(seeds: Sequence[PolicyBankSeed]) -> pd.DataFrame:
    """The table policy_banks."""
    return pd.DataFrame(
        [
            {
                **seed.model_dump(include={"id", "period_start", "period_end", "amount_usd", "qualifier"}),
                **texts("note", seed.note),
                "source": ";".join(seed.sources),
            }
            for seed in seeds
        ]
    )
