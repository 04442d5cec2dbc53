"""Snapshots as records, and the objects they point to."""
