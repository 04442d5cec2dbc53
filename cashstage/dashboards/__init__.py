"""Dashboards, their tabs and widgets."""
