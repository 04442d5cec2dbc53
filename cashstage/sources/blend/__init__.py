"""Several data sources read as one: saved, proposed, asked."""
