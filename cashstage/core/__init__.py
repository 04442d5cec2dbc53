"""Settings, errors, identifiers, time, secrets and logging: what every layer may use."""
