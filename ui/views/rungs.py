"""What was pledged to a member and how far it has come: parts of pledges to the region, and projects merely pledged."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import pandas as pd

from data import store
from ui.charts import ladder
from ui.text import Text, literal
from ui.theme import Theme
from ui.views import article, pledges, provenance
from ui.views.block import Block


@dataclass(frozen=True)
class Rungs:
    """The ladder of a member, the same in lines of Markdown, the doors to its pledges and projects."""

    block: Block
    lines: tuple[str, ...]
    doors: tuple[article.Door, ...]


def of(country: str, words: Text, theme: Theme) -> Rungs | None:
    """The ladder of what was pledged to a member; None where the record names nothing."""
    rows = store.table("country_pledges")
    rows = rows[rows["country"] == country]
    if rows.empty:
        return None
    firsts = rows[rows["order"] == 1]
    names = {
        str(row["id"]): _name(row, _furthest(rows[rows["id"] == row["id"]]), words) for _, row in firsts.iterrows()
    }
    # The figure knows a row of the ladder by its column "pledge".
    steps = rows.drop(columns="pledge").rename(columns={"id": "pledge"})
    return Rungs(
        block=pledges.rungs(steps, names, words("country.pledges_lead", country=words.country(country)), words, theme),
        lines=tuple(_line(name, steps[steps["pledge"] == code], words) for code, name in names.items()),
        doors=tuple(dict.fromkeys(_door(row, words) for _, row in firsts.iterrows())),
    )


def _furthest(steps: pd.DataFrame) -> str:
    """The last step that a source shows."""
    return str(steps.loc[steps["state"].isin(ladder.HAPPENED), "step"].iloc[-1])


def _name(row: pd.Series[Any], furthest: str, words: Text) -> ladder.Name:
    return ladder.Name(sum=words.pick(row, "what"), what=_kind(row, words), outcome=words(f"pledges.step_{furthest}"))


def _kind(row: pd.Series[Any], words: Text) -> str:
    if pd.isna(row["pledge"]):
        return words("country.pledges_project", number=int(row["project"]))
    return words("country.pledges_part", amount=words.money(_amount(str(row["pledge"]))))


def _amount(pledge: str) -> float:
    return float(store.table("pledges").set_index("id").at[pledge, "amount_usd"])


def _door(row: pd.Series[Any], words: Text) -> article.Door:
    if pd.isna(row["pledge"]):
        number = str(int(row["project"]))
        return article.Door("pledges", words("country.pledges_door", number=number), (("project", number),))
    amount = words.money(_amount(str(row["pledge"])))
    return article.Door("pledges", words("country.pledges_whole", amount=amount), (("pledge", str(row["pledge"])),))


def _line(name: ladder.Name, steps: pd.DataFrame, words: Text) -> str:
    """A pledge in one sentence: its steps, those of which the same is known together, and whose word they are."""
    known = [(words(f"pledges.step_{row['step']}"), _state(row, words)) for _, row in steps.iterrows()]
    said = words.series(
        words.labelled(words.list(step for step, _ in same), state)
        for state, same in itertools.groupby(known, key=lambda pair: pair[1])
    )
    makers = [store.source(code).producer for code in provenance.source_ids(steps)]
    told = words.bracketed(words.dashed(name.what, said), words.series(dict.fromkeys(makers)))
    return words.ended(words.labelled(f"**{literal(name.sum)}**", literal(told)))


def _state(row: pd.Series[Any], words: Text) -> str:
    """What is known of a step, with its sum or why there is none."""
    sum_ = pledges.sum_of(row, words)
    said = ladder.state(row, words)
    return words.commas(said, sum_) if sum_ else said
