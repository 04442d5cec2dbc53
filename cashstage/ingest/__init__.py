"""From raw rows to an immutable table: normalised, typed, named and written once."""
