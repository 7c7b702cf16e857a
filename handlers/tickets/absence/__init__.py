"""Who is away holds nothing up: what she has in work goes to her substitute, else back to her unit."""
