"""The design tokens: contrast of text, and chart colours that stay apart for every eye."""

from __future__ import annotations

import itertools
import math
import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[2] / "assets" / "tokens.css").read_text(encoding="utf-8")
THEMES = {"light": r":root \{(.*?)\n\}", "dark": r":root\.dark \{(.*?)\n\}"}
Linear = tuple[float, float, float]
"""Red, green and blue, linear, 0 to 1."""

# Machado, Oliveira, Fernandes (2009), severity 1, for linear RGB.
DEFICIENCIES: dict[str, tuple[Linear, Linear, Linear]] = {
    "none": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
FIRST_HUES = 4
"""Most charts have no more series than this."""


def tokens(theme: str) -> dict[str, Linear]:
    block = re.search(THEMES[theme], CSS, re.DOTALL)
    assert block is not None
    opaque = r"--([\w-]+): oklch\(([\d.]+) ([\d.]+) ([\d.]+)\);"
    return {
        name: linear(float(lightness), float(chroma), float(hue))
        for name, lightness, chroma, hue in re.findall(opaque, block[1])
    }


def linear(lightness: float, chroma: float, hue: float) -> Linear:
    """OKLCH to linear sRGB, clipped to what a screen shows (Ottosson 2020)."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        clipped(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
        clipped(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
        clipped(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short),
    )


def oklab(color: Linear) -> Linear:
    red, green, blue = color
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def clipped(value: float) -> float:
    return min(max(value, 0.0), 1.0)


def luminance(color: Linear) -> float:
    return 0.2126 * color[0] + 0.7152 * color[1] + 0.0722 * color[2]


def contrast(one: Linear, other: Linear) -> float:
    """The ratio of WCAG 2.2."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def seen(color: Linear, deficiency: str) -> Linear:
    rows = DEFICIENCIES[deficiency]
    red, green, blue = (
        clipped(sum(weight * part for weight, part in zip(row, color, strict=True))) for row in rows
    )
    return red, green, blue


def chart_colors(theme: str) -> list[Linear]:
    known = tokens(theme)
    return [known[f"chart-{number}"] for number in range(1, 9)]


@pytest.mark.parametrize("theme", THEMES)
def test_text_can_be_read(theme: str) -> None:
    known = tokens(theme)
    grounds = [known[name] for name in ("paper", "surface", "raised")]

    assert min(contrast(known["ink"], ground) for ground in grounds) >= 12
    for name in ("ink-muted", "accent-text", "good", "bad", "warn", "info"):
        assert min(contrast(known[name], ground) for ground in grounds) >= 4.5, name
    assert contrast(known["accent-ink"], known["accent"]) >= 4.5
    assert contrast(known["edge"], known["surface"]) >= 3


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_chart_colors_stay_apart(theme: str, deficiency: str) -> None:
    labs = [oklab(seen(color, deficiency)) for color in chart_colors(theme)]
    pairs = {
        (one + 1, other + 1): math.dist(labs[one], labs[other])
        for one, other in itertools.combinations(range(8), 2)
    }

    assert min(pairs.values()) >= 0.1, min(pairs, key=lambda pair: pairs[pair])


@pytest.mark.parametrize("theme", THEMES)
def test_the_first_chart_colors_stay_apart_in_grey(theme: str) -> None:
    greys = [math.cbrt(luminance(color)) for color in chart_colors(theme)[:FIRST_HUES]]

    gaps = [abs(one - other) for one, other in itertools.combinations(greys, 2)]
    assert min(gaps) >= 0.05


@pytest.mark.parametrize("theme", THEMES)
def test_the_first_chart_color_looks_like_the_accent(theme: str) -> None:
    known = tokens(theme)

    assert math.dist(oklab(known["accent"]), oklab(known["chart-1"])) < 0.03
