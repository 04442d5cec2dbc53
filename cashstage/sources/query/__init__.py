"""Asking data sources: the question, the snapshot it is asked of, the answer."""
