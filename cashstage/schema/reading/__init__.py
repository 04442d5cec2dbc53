"""Reading texts and serial numbers as values: whole arrays at once, null where it can't be done.

The functions take the distinct values of a column, so that a million rows of two hundred campaign
names cost two hundred looks.
"""
