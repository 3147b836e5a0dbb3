"""What was learned: a model as a value and a file with its card; and the parses that are kept for learning again."""
