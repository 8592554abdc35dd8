"""Builds data/tables from seeds and downloads: `python -m data.build`. The running app never imports this."""
