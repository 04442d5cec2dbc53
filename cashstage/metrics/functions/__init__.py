"""The functions of the formula language as data: one file a family, and how they are written."""
