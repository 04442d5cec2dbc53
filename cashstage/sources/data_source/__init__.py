"""Connected tables and their columns."""
