"""What each view says, without Streamlit: sentences, rows and figures for given choices.

Pages draw it; whatever serves a view without Streamlit can say the same.
"""
