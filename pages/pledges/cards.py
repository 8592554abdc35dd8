"""How `/pledges` sets its promises and projects: cards, the opened promise, the opened project, lists."""

from collections.abc import Sequence

import plotly.graph_objects as go
import streamlit as st

from ui import choices
from ui.charts import CONFIG
from ui.text import Text
from ui.views.pledges import Card
from ui.views.projects import Details


def cards(items: Sequence[Card], words: Text) -> None:
    """All promises side by side, each with a button that opens it."""
    with st.grid(columns="auto", min_column_width=340, gap="small"):
        for card in items:
            with st.container(border=True, height="stretch", gap="small"):
                st.markdown(f"{card.sign} **{card.said}** · {card.kind}")
                st.markdown(f"##### {card.amount}")
                st.markdown(card.what)
                st.caption("  \n".join(f"{label}: **{value}**" for label, value in card.facts))
                st.markdown(f"**{words('pledges.outcome')}.** {card.outcome}")


def opened(card: Card, words: Text) -> None:
    """Everything about one promise."""
    with st.container(border=True):
        st.markdown(f"#### {card.amount} – {card.what}")
        st.markdown(f"{card.sign} **{card.said}.** {card.outcome}")
        st.markdown(f"**{words('pledges.steps')}**")
        for step in card.steps:
            amount = f" · {step.amount}" if step.amount and step.amount != words("value.missing") else ""
            st.markdown(f"{step.sign} **{step.label}** – {step.state}{amount}  \n{step.text}")
        for label, said in card.texts:
            st.markdown(f"**{label}.** {said}")
        st.caption(f"{words('pledges.sources')}: " + "; ".join(card.sources))


def project_map(figure: go.Figure, alt: str, key: str) -> None:
    """A map on which a click opens a project."""
    st.plotly_chart(
        figure,
        key=key,
        theme=None,
        config=CONFIG,
        alt=alt,
        on_select=lambda: choices.put_clicked("project", key),
        selection_mode="points",
    )


def project(found: Details, words: Text) -> None:
    """One project: what, who pays, how much, when, what became of it, where."""
    with st.container(border=True):
        st.markdown(f"**{found.title}**")
        st.markdown(f"{found.sign} **{found.status}**")
        for warning in found.warnings:
            st.markdown(f":material/warning: {warning}")
        st.table(dict(found.facts), border="horizontal")
        st.caption(found.source)
        st.button(words("pledges.close"), on_click=choices.put, args=("project", None), key="close_project")


def listing(rows: Sequence[tuple[str, str]], key: str, height: int) -> None:
    """Projects as buttons that open them."""
    with st.container(height=height, border=False, gap=None, key=key):
        for number, label in rows:
            st.button(
                label, key=f"{key}_{number}", type="tertiary", on_click=choices.put, args=("project", number), wrap=True
            )
