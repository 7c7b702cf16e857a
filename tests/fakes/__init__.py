"""Stand-ins for everything outside: local servers and people that a test can drive."""
