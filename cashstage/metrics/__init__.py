"""What can be computed from columns: formulas and the catalog of marketing metrics."""
