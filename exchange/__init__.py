"""What comes and goes: imports, exports and what is measured between sets."""
