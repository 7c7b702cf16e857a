"""What the benchmarks share: a lean fake Bot API, a pusher of updates, and processes under observation."""
