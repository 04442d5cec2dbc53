"""Bins of numbers: what each is called, and which one is called so."""

from __future__ import annotations

from cashstage.query.resolved import ResolvedBins


def bin_label(bins: ResolvedBins, number: float) -> str:
    """The name of the bin of that number, such as “10 to 20”."""
    if bins.width is not None:
        low = bins.start + number * bins.width
        return f"{_written(low)} to {_written(low + bins.width)}"
    place = int(number)
    if bins.labels:
        return bins.labels[place]
    if place == 0:
        return f"below {_written(bins.edges[0])}"
    if place == len(bins.edges):
        return f"{_written(bins.edges[-1])} and more"
    return f"{_written(bins.edges[place - 1])} to {_written(bins.edges[place])}"


def bin_number(bins: ResolvedBins, label: str) -> float | None:
    """The number of the bin called so; None when there is none."""
    if bins.width is None:
        labels = [bin_label(bins, place) for place in range(len(bins.edges) + 1)]
        return labels.index(label) if label in labels else None
    try:
        low = float(label.partition(" to ")[0])
        number = float(round((low - bins.start) / bins.width))
    except (ValueError, OverflowError):
        return None
    return number if bin_label(bins, number) == label else None


def _written(edge: float) -> str:
    """Short, without what binary fractions add: 0.3, not 0.30000000000000004."""
    text = f"{edge:.12g}"
    return "0" if text == "-0" else text
