"""The rates by which amounts are converted."""
