"""spaCy DocBin, as spaCy’s own training reads it."""
