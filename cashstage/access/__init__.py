"""Who is asking and what they may do: Google sign-in, sessions, permissions."""
