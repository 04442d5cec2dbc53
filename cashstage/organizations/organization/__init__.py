"""The organization itself: its name, time zone, week and currency."""
