"""The REST API: the application, its errors and dependencies, and one file per noun."""
