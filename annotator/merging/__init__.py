"""Several readings of one article, laid side by side: what belongs together, what agrees, and what differs."""
