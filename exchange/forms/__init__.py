"""What comes in from the pages of imports, exports and releases, checked and typed."""
