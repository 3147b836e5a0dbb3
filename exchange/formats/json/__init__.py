"""JSON as every format reads and writes it: lines, streams of values, and checked values."""
