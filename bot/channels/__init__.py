"""The wires: each file turns one platform's events into messages and replies into its calls."""
