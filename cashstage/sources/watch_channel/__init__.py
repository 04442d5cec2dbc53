"""Channels through which Google tells of edits, so that they need not be asked for."""
