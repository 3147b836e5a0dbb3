"""The values of articles and annotations that come and go. No database is known here."""
