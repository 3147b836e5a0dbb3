"""Tests of imports and exports as runs."""
