"""Metrics that an organization has defined, beside those of the catalog."""
