"""The assistant killed at any moment, over and over, and what became of every word."""
