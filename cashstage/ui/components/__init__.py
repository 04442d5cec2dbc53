"""The kit: pure functions over semantic HTML."""
