"""A sealed figure says what the open one says, to the browser and to whoever looks inside."""

import json

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import plotly.io as pio
import pytest
from streamlit.testing.v1 import AppTest

from ui.charts.sealed import Sealed, sealed
from ui.views import map as map_view


@pytest.fixture
def figure() -> go.Figure:
    return go.Figure(
        [
            go.Scatter(x=[2001, 2002], y=np.array([1.5, 2.5]), name="a <b> & c"),
            go.Bar(x=pd.Series(["é", "中"]), y=[1, None], uid="gone"),
        ],
        {"height": 320, "title": {"text": "x"}},
    )


def test_the_same_is_sent_as_for_the_open_figure(figure: go.Figure) -> None:
    closed, opened = sealed(figure), figure.to_dict()
    sent = pio.to_json(closed.to_dict(), validate=False)
    assert json.loads(sent) == json.loads(pio.to_json(opened, validate=False))
    # A second time: nothing was used up.
    assert pio.to_json(closed.to_dict(), validate=False) == sent


def test_streamlit_draws_it(figure: go.Figure) -> None:
    def script(closed):  # type: ignore[no-untyped-def]
        import streamlit as st

        st.plotly_chart(closed, key="one", theme=None, on_select="rerun")

    test = AppTest.from_function(script, args=(sealed(figure),)).run()
    assert not test.exception
    (drawn,) = test.get("plotly_chart")
    assert json.loads(drawn.proto.spec)["data"][0]["name"] == "a <b> & c"
    assert json.loads(drawn.proto.spec)["layout"]["height"] == 320


def test_whoever_asks_finds_traces_and_layout(figure: go.Figure) -> None:
    closed = sealed(figure)
    assert [trace.type for trace in closed.data] == ["scatter", "bar"]
    assert closed.layout.height == 320
    assert closed.kinds == {"scatter", "bar"}
    assert tuple(closed.data[0].y) == (1.5, 2.5)
    assert tuple(closed.data[1].y) == (1, None)


def test_sealing_twice_is_sealing_once_and_equal_means_equal(figure: go.Figure) -> None:
    closed = sealed(figure)
    assert sealed(closed) is closed
    assert closed == sealed(figure)
    assert closed != sealed(figure.update_layout(height=11))


def test_the_views_keep_their_figures_sealed() -> None:
    view = map_view.view("recognition", 2018, None, "en", "light")
    assert all(isinstance(one, Sealed) for one in (view.figure, view.inset, view.ranking))
    assert len(view.figure._packed) < 40_000
