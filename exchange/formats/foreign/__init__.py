"""What readers of other tools’ files share: flat spans, their offsets, and frames made of them."""
