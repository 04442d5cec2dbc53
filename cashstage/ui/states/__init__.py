"""One flat state per page; each handler asks for its actor."""
