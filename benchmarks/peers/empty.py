"""The emptiest Streamlit app: one word."""

import streamlit as st

st.write("Hello")
