"""What readers of other tools’ files share: flat spans, their offsets, and frames made of them.

A foreign annotation changes its shape three times on its way in: flat spans become values of the native format
(``frame_values``), these a record with its frame (``native.annotations``), and the frame rows (``incoming.writing``).
"""
