"""Uploaded files: what they are, and their rows."""

from cashstage.connectors.file_upload.delimited import open_csv

__all__ = ["open_csv"]
