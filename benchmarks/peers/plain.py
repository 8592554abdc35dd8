"""The dashboard as Streamlit serves it alone: the same script and pages, none of our server layer."""

from pathlib import Path

import streamlit as st

app = st.App(Path(__file__).resolve().parents[2] / "app.py")
