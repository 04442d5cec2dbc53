"""Calculated columns of data sources: formulas that questions use like columns."""
