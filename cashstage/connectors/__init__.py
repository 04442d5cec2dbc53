"""Fetching: one folder per kind of data source, all behind `connectors.base`."""
