"""Entries as staff edit them: published revisions over the shipped ones, and tables that people fill in."""
