"""Connections, data sources, ingestion jobs and snapshots as records."""
