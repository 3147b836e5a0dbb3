"""Readers turn files (plain text, HTML pages) into plain article data. They know nothing of Django."""
