"""Organizations, the people in them, and invitations."""
