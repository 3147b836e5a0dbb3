"""Our own format, one article a line; docs/formats.md describes it."""
