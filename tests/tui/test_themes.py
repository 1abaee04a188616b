"""The colour schemes: one accent, the same names in both, and enough contrast to read (WCAG 2.2 section 1.4.3)."""

import pytest

from tui.themes import DARK, LIGHT

READ = ("foreground", "accent", "success", "error", "warning")
LEAST = 4.5


def luminance(colour):
    """Relative luminance of `#rrggbb`, as WCAG defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_itself():
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_everything_that_is_read_stands_out_from_what_is_behind_it(theme):
    shades = [getattr(theme, name) for name in READ] + [theme.variables["quiet"]]

    for behind in (theme.background, theme.panel, theme.variables["chosen"]):
        contrasts = {shade: contrast(shade, behind) for shade in shades}
        assert min(contrasts.values()) >= LEAST, (behind, contrasts)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_there_is_one_accent_and_it_is_no_outcome(theme):
    assert {theme.primary, theme.secondary} == {theme.accent}
    assert theme.accent not in (theme.success, theme.error, theme.warning)


def test_both_name_the_same_shades():
    assert set(DARK.variables) == set(LIGHT.variables) == {"quiet", "line", "chosen", "chosen-focus"}
    assert (DARK.dark, LIGHT.dark) == (True, False)
