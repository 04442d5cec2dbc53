"""Snapshot objects: immutable files, named by the hash of their content."""
