"""What the workbench shows: the text with its marks, the cards beside it, and what an action made out of date."""
