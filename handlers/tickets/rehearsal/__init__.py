"""A rehearsal (演练): a district of its own in a temporary database, played by the real actions and timers."""
