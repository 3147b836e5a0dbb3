"""What the resources of the interface share."""
