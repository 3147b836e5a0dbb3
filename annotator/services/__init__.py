"""What can be done to sets and people. One function is one change: permission, transaction, event."""
