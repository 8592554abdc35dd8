"""The idea of Streamlit's GDP dashboard template on our figures: years, countries, lines, and what grew how much."""

from pathlib import Path

import pandas as pd
import streamlit as st

TABLES = Path(__file__).resolve().parents[2] / "data" / "tables"


@st.cache_data
def gdp() -> pd.DataFrame:
    """One row a country and year."""
    rows = pd.read_csv(TABLES / "observations.csv")
    rows = rows[rows["indicator"] == "gdp_current_usd"]
    return rows.merge(pd.read_csv(TABLES / "countries.csv")[["country", "name_en"]], on="country")


st.set_page_config(page_title="GDP dashboard")
frame = gdp()
st.title("GDP dashboard")
st.write("Gross domestic product of the 33, in current US dollars.")
first, last = int(frame["year"].min()), int(frame["year"].max())
begin, end = st.slider("Which years?", first, last, (first, last))
names = sorted(frame["name_en"].unique())
chosen = st.multiselect("Which countries?", names, ["Brazil", "Mexico", "Argentina", "Chile", "Colombia", "Peru"])
shown = frame[frame["name_en"].isin(chosen) & frame["year"].between(begin, end)]
st.header("GDP over time")
st.line_chart(shown, x="year", y="value", color="name_en")
st.header(f"GDP in {end}")
columns = st.columns(4)
for at, name in enumerate(chosen):
    own = shown[shown["name_en"] == name].set_index("year")["value"].dropna()
    if len(own):
        times = f"{own.iloc[-1] / own.iloc[0]:.2f} ×"
        columns[at % 4].metric(f"{name} GDP", f"{own.iloc[-1] / 1e9:,.0f}B", times)
