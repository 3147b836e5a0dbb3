"""brat standoff files."""
