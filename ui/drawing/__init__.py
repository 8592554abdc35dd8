"""Figures drawn without a browser: what Plotly would show, as SVG and PNG, for the kinds of traces that we use.

`plot` draws one figure, `picture` sets figures with title, source and link, `png` makes pixels of it. Pure: the same
figure gives the same bytes. A kind of trace that is not known is an error, never a gap in a picture.
"""
