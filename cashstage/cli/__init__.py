"""The command line: one file per group of verbs; each command imports only what it needs."""
