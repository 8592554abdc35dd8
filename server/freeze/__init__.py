"""The static edition: the whole dashboard as files that any host can serve. docs/static-edition.md."""
