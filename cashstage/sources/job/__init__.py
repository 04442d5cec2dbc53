"""Ingestion jobs: claimed once, finished once, found again after a crash."""
