"""Notices: told once to those who can mend it, solved by themselves."""
