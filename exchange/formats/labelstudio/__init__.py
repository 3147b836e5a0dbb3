"""Label Studio’s JSON."""
