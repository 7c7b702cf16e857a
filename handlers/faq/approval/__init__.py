"""A model's words that a colleague looks over first: accepted, edited, rejected, or the entry itself in two minutes."""
