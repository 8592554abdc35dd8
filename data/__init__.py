"""The curated dataset: models, tables, the store that opens them and pure functions on them."""
