"""Tables: our own CSV and those of other tools."""
