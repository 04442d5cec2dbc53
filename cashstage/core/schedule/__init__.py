"""When something recurs: schedules as values, their next moments, and their words."""
