"""Records written into a project."""
