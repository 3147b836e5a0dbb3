"""Two sets of quotes compared: score, quality, agreement and training all measure here."""
