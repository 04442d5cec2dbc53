"""The document as a whole."""
