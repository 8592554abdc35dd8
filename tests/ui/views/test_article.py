"""What `/article` says: every claim and quotation of the tables, exact, with its verdict, its doors and its sources."""

import pytest

from data import store
from pages import REGISTER
from ui.charts import verdicts
from ui.text import Text, held
from ui.views import article

CLAIMS, QUOTES, NAMED = (store.table(name) for name in ("claims", "quotes", "named"))
SLUGS = {view.slug for view in REGISTER}


def claims(verdict: str | None = None, claim: str | None = None) -> article.ClaimsView:
    return article.claims(verdict, claim, "en", "light")


def records(groups: tuple[article.Group, ...]) -> list[article.Record]:
    return [record for group in groups for record in group.records]


def test_the_answer_counts_the_verdicts() -> None:
    said, checked = article.answer("en")
    for count in verdicts.counts(CLAIMS).values():
        assert f"**{count}**" in said
    assert "Argentina trades more with China" in said
    assert "22 January 2018" in checked


def test_all_claims_stand_in_the_order_of_the_report() -> None:
    shown = claims()
    assert [record.id for record in records(shown.groups)] == CLAIMS["id"].tolist()
    assert CLAIMS["paragraph"].is_monotonic_increasing
    assert [group.name for group in shown.groups] == [f"Paragraph {at}" for at in CLAIMS["paragraph"].unique()]


@pytest.mark.parametrize("verdict", article.VERDICTS)
def test_a_verdict_leaves_its_claims(verdict: str) -> None:
    shown = claims(verdict)
    own = CLAIMS.loc[CLAIMS["verdict"] == verdict, "id"].tolist()
    assert [record.id for record in records(shown.groups)] == own != []
    assert shown.count.startswith(f"{len(own)} of {len(CLAIMS)}")


def test_each_row_tells_its_verdict_in_sign_and_word(words: Text) -> None:
    by_id = CLAIMS.set_index("id")["verdict"]
    for record in records(claims().groups):
        verdict = by_id[record.id]
        assert verdicts.SIGNS[verdict] in record.label
        assert words(f"article.verdict_short.{verdict}") in record.label
        assert "**" not in record.label


def test_each_claim_has_evidence_sources_and_a_door_to_a_view_that_exists() -> None:
    for record in records(claims().groups):
        assert record.lines[0], record.id
        assert record.sources.startswith("Sources: "), record.id
        assert record.doors, record.id
        assert {door.slug for door in record.doors} <= SLUGS, record.id
        assert all(door.label for door in record.doors), record.id


def test_the_table_of_the_picture_holds_every_claim_with_its_evidence() -> None:
    table = claims().picture.table
    assert len(table) == len(CLAIMS)
    assert table["The report says"].tolist() == CLAIMS["claim_en"].map(held).tolist()
    assert table["The record says"].tolist() == CLAIMS["evidence_en"].map(held).tolist()
    assert table["Verdict"].iloc[29] == "✗ Contradicted"


def test_an_opened_claim_knows_its_neighbours_as_a_ring() -> None:
    opened = claims(claim="c30").opened
    assert (opened.before, opened.record.id, opened.after) == ("c29", "c30", "c31")
    assert claims(claim="c01").opened.before == "c38"
    assert claims(claim="c38").opened.after == "c01"
    assert claims(claim="c99").opened is None


def test_quotations_are_exact_to_the_letter() -> None:
    shown = article.quotes(None, None, None, "en").quotes
    assert [record.id for record in shown] == QUOTES["id"].tolist()
    for record, (_, row) in zip(shown, QUOTES.iterrows(), strict=True):
        printed = record.said.strip("“”").replace(" *\\[sic\\]*", "").replace("\\", "")
        assert printed == row["text"].removesuffix(","), record.id


def test_the_misprint_is_marked() -> None:
    marked = [record.id for record in article.quotes(None, None, None, "en").quotes if "sic" in record.said]
    assert marked == ["q04"]
    assert "must *\\[sic\\]* trustworthy" in next(
        record.said for record in article.quotes(None, None, None, "en").quotes if record.id == "q04"
    )


def test_each_quotation_names_speaker_office_language_paragraph_and_record() -> None:
    for record, (_, row) in zip(article.quotes(None, None, None, "en").quotes, QUOTES.iterrows(), strict=True):
        said = " ".join(record.lines)
        assert row["office_en"] in said.replace("\\", "")
        assert "poken in" in said or "Language not known" in said
        assert "**What the record says:**" in said
        assert f"paragraph {row['paragraph']}" in record.above
        assert record.sources


@pytest.mark.parametrize("speaker", article.speakers())
def test_a_speaker_leaves_his_quotations(speaker: str, words: Text) -> None:
    shown = article.quotes(speaker, None, None, "en").quotes
    name = article.speaker_name(speaker, words)
    assert shown
    assert all(name in record.lines[0] for record in shown)


def test_speaker_and_theme_meet() -> None:
    assert [record.id for record in article.quotes("heraldo_munoz", "protectionism", None, "en").quotes] == ["q05"]
    assert article.quotes("marcos_galvao", "geopolitics", None, "en").quotes == ()


def test_all_names_are_told_by_kind(words: Text) -> None:
    groups = article.named("en")
    assert sorted(record.id for record in records(groups)) == sorted(NAMED["id"])
    assert groups[0].name == words("article.kind.person")
    for record in records(groups):
        assert len(record.lines) == 2, record.id
        assert record.sources, record.id


def test_other_languages_fall_back_to_no_empty_text() -> None:
    for lang in ("es", "pt", "zh"):
        for record in records(article.claims(None, None, lang, "dark").groups):
            assert record.said
            assert record.lines[0]
