"""Who did what: the words and how they are written down."""
