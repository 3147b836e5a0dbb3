"""What people decide: annotation sets, annotations, the people of the registry, and the history of both."""
