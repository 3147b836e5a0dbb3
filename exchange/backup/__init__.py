"""A backup: the whole database and the files beside it in one file, written while others work, and restored."""
