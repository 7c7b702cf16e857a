"""Long matters: interim replies with a next date, and meetings whose result returns to the ticket."""
