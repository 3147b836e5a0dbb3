"""What differs between databases, fast ways to read and write rows, and ids. Imports nothing else of ours."""
