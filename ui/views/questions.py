"""Ten questions for a class: what to predict, the view that answers, the answer and its sources, what stays open."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from data import store
from ui.charts import verdicts
from ui.text import Text, literal, text
from ui.views import article, tables
from ui.views.article import Door

PARTS = ("ask", "worksheet", "answers")


@dataclass(frozen=True)
class Question:
    """A question as it is read; all texts are Markdown. `printed` is the quotation that it is about, `tested` what the
    report claims with the verdicts, `ways` lead to those claims and to the rows behind the answer.
    """

    id: str
    title: str
    predict: str
    look: Door
    printed: str
    answer: str
    translation: str
    tested: tuple[str, ...]
    uncertain: str
    sources: str
    ways: tuple[Door, ...]


def ids() -> list[str]:
    """The ids of the questions, in order."""
    return list(store.table("questions")["id"])


@cache
def every(lang: str) -> tuple[Question, ...]:
    """All questions, in order."""
    words = text(lang)
    return tuple(_question(row, words) for row in store.table("questions").to_dict("records"))


def shown(picked: str | None, lang: str) -> tuple[Question, ...]:
    """The question that the link picks out, alone, else all."""
    return tuple(one for one in every(lang) if picked in (None, one.id))


def around(picked: str) -> tuple[str, str]:
    """The ids of the questions before and after one, as a ring."""
    known = ids()
    at = known.index(picked)
    return known[at - 1], known[(at + 1) % len(known)]


def _question(row: dict[Any, Any], words: Text) -> Question:
    way = json.loads(row["shown_in"])[0]
    look = article.door(way["view"], way["params"], words)
    claims = store.table("claims").set_index("id").loc[_several(row["claims"])]
    quote = article.quotes(None, None, row["quote"], words.lang).opened
    rows = (
        Door(
            "data",
            literal(words("questions.rows", table=tables.title(name, words))),
            (("part", "tables"), ("table", name)),
        )
        for name in _several(row["tables"])
    )
    return Question(
        id=row["id"],
        title=literal(words("questions.numbered", number=row["order"], question=words.pick(row, "question"))),
        predict=literal(words.pick(row, "predict")),
        look=look,
        printed=quote.record.said if quote else "",
        answer=literal(words.pick(row, "answer")),
        translation=article.translated(_quotation(row["quote"]), words) if quote else "",
        tested=tuple(_tested(claim, words) for _, claim in claims.iterrows()),
        uncertain=words("value.led", label=words("questions.uncertain"), said=literal(words.pick(row, "uncertain"))),
        sources=article.links(row["source"], words),
        ways=(
            *(article.door("article", {"claim": claim}, words) for claim in claims.index),
            *(one for one in rows if one.parameters[-1] not in look.parameters),
        ),
    )


def _tested(claim: Any, words: Text) -> str:
    verdict = words("article.verdict." + claim["verdict"])
    return words.dashed(f"{verdicts.SIGNS[claim['verdict']]} **{verdict}**", literal(words.pick(claim, "claim")))


def _quotation(quote: str) -> Any:
    return store.table("quotes").set_index("id").loc[quote]


def _several(cell: object) -> list[str]:
    return cell.split(";") if isinstance(cell, str) else []
