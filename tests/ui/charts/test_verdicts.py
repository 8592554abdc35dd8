"""The report in squares: one for each claim, in its paragraph, sign and colour of its verdict, a door by its id."""

import pytest

from data import store
from ui.charts import verdicts
from ui.text import Text
from ui.theme import Theme

CLAIMS = store.table("claims")
PARAGRAPHS = int(store.table("report")["paragraphs"].iloc[0])


def drawn(words: Text, theme: Theme, **more: object) -> object:
    asked = {"chosen": None, "picked": None, **more}
    return verdicts.figure(CLAIMS, paragraphs=PARAGRAPHS, words=words, theme=theme, **asked)


@pytest.mark.parametrize("narrow", [False, True])
def test_each_claim_is_a_square_in_its_paragraph(words: Text, theme: Theme, narrow: bool) -> None:
    figure = drawn(words, theme, narrow=narrow)
    placed = {
        own: (x, y) for trace in figure.data for own, x, y in zip(trace.customdata, trace.x, trace.y, strict=True)
    }
    assert set(placed) == set(CLAIMS["id"])
    assert len(set(placed.values())) == len(CLAIMS), "two squares lie on each other"
    for row in CLAIMS.itertuples():
        assert placed[row.id][0] == row.paragraph
    assert list(figure.layout.xaxis.tickvals) == list(range(1, PARAGRAPHS + 1))


def test_sign_and_colour_are_those_of_the_verdict(words: Text, theme: Theme) -> None:
    for trace, (verdict, sign) in zip(drawn(words, theme).data, verdicts.SIGNS.items(), strict=True):
        assert set(trace.text) == {sign}
        assert trace.marker.color == theme.categories["verdict"][verdict]
        assert set(trace.customdata) == set(CLAIMS.loc[CLAIMS["verdict"] == verdict, "id"])


def test_a_filter_fades_the_others_and_a_picked_claim_gets_a_frame(words: Text, theme: Theme) -> None:
    figure = drawn(words, theme, chosen="contradicted", picked="c30")
    for trace, verdict in zip(figure.data, verdicts.SIGNS, strict=True):
        assert (trace.marker.opacity == 1) == (verdict == "contradicted")
        framed = [own for own, width in zip(trace.customdata, trace.marker.line.width, strict=True) if width]
        assert framed == (["c30"] if verdict == "contradicted" else [])


def test_the_key_counts(words: Text, theme: Theme) -> None:
    said = [note.text for note in drawn(words, theme).layout.annotations]
    for verdict, count in verdicts.counts(CLAIMS).items():
        assert words("article.key", count=count, verdict=words(f"article.verdict_short.{verdict}")) in said
    assert sum(verdicts.counts(CLAIMS).values()) == len(CLAIMS)


def test_a_verdict_without_a_claim_counts_nothing() -> None:
    assert verdicts.counts(CLAIMS[CLAIMS["verdict"] == "supported"])["contradicted"] == 0


def test_alt_tells_counts_and_paragraphs(words: Text) -> None:
    said = verdicts.alt(CLAIMS, chosen="contradicted", words=words)
    assert "Contradicted 2, in paragraphs 11 and 12" in said
    assert said.endswith("Standing out: Contradicted.")
