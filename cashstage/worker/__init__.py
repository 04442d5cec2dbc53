"""Celery: the application, the schedule, and thin tasks per noun."""
