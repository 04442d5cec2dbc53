"""Charts, tables and metric cards, and the questions they ask."""
