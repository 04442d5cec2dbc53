"""The pages of a dashboard."""
