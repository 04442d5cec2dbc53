"""The formula editor: a text field that knows the language."""
