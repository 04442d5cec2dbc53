"""A question, lowered in named steps: spec, resolved, SQL, DuckDB, columnar answer, cache."""
