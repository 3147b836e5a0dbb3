"""What differs between databases, fast ways to read and write rows, and ids. It imports nothing of ours."""
