"""Stored consent to read on someone's behalf."""
