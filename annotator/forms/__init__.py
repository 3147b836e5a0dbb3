"""What comes in from the pages, checked and typed before a service sees it."""
