"""What was published: projects, articles with their blocks and figures, and the readers that take them in."""
