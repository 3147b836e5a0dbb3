"""Imports and exports as runs: kept files, progress, a report, and work that goes on after the request."""
