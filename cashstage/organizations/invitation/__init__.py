"""Places kept for people who have not signed in yet."""
