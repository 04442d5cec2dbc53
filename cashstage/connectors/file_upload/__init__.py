"""Uploaded files: what they are, and their rows."""

from cashstage.connectors.file_upload.opening import open_file

__all__ = ["open_file"]
