"""What the machine thinks: quotes, people, entities, captions and repairs in one news text.

A plain spaCy package: nothing here imports Django, the database or another room of the house.
"""
