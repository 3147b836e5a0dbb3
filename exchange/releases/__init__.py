"""Frozen, numbered exports: what goes in, how it is divided, written, described, and compared with the one before."""
