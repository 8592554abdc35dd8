"""Groups of the 33: the region, its parts, and useful sets by membership, recognition and the report.

A group is a tuple of ISO3 codes in alphabetical order of the English names. Nothing is kept by hand: the countries
table says who belongs.
"""

from __future__ import annotations

from functools import cache

from data import derive, store

REGION = "REGION"
SANTIAGO = "2018-01-22"
# The abbreviation of the countries table, in the order in which a reader looks for it.
ORGANISATIONS = ("Mercosur", "PA", "CAN", "SICA", "CARICOM", "OECS")


@cache
def areas() -> dict[str, tuple[str, ...]]:
    """Code → members of what can be summed: REGION (all 33), then the subregions, the largest first.

    The code of a subregion is that of the table in capitals: CARIBBEAN, SOUTH_AMERICA.
    """
    table = store.countries()
    parts = {str(name).upper(): tuple(group["country"]) for name, group in table.groupby("subregion")}
    return {REGION: store.country_codes(), **dict(sorted(parts.items(), key=lambda item: -len(item[1])))}


@cache
def presets() -> dict[str, tuple[str, ...]]:
    """Code → members of sets that are worth a look together; a set may hold more than a chart can draw.

    Organisations count full members, not associates. `roc` recognises Taipei now; `switched` recognised Taipei on
    the day of the report and Beijing now.
    """
    table = store.countries()
    by_party = {party: set(table.loc[table["recognises"] == party, "country"]) for party in ("PRC", "ROC")}
    then = derive.status_on("recognition", SANTIAGO)
    roc_then = set(then.loc[then["value"] == "ROC", "country"])
    return {
        **{name.lower(): organisation(name) for name in ORGANISATIONS},
        "roc": _ordered(by_party["ROC"]),
        "switched": _ordered(roc_then & by_party["PRC"]),
    }


def organisation(name: str) -> tuple[str, ...]:
    """The full members of an organisation by its abbreviation; KeyError where the table knows none."""
    table = store.countries()
    held = table["memberships"].str.split(";").map(lambda names: name in names)
    if not held.any():
        raise KeyError(f"no member of {name!r} in the countries table")
    return tuple(table.loc[held, "country"])


def _ordered(codes: set[str]) -> tuple[str, ...]:
    return tuple(code for code in store.country_codes() if code in codes)
