"""Mustache Cashstage: marketing data from spreadsheets, with history, as dashboards."""

__version__ = "0.1.0"
