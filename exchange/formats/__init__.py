"""One module a format, reading and writing side by side. They take and give plain records, never database rows."""
