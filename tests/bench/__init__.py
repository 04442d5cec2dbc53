"""Benchmarks: medians and ratios on this machine. `make bench ARGS="--rows 100000"`."""
