"""SQLite as Django has it, with a fair queue of those who want to write."""
