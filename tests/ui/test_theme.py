"""Both themes are legible, and territories can be told apart by every kind of colour vision."""

import itertools

import numpy as np
import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QWidget

from salesplanner.ui.theme import (
    DARK,
    LIGHT,
    Appearance,
    Theme,
    ramp_fills,
    rgb32,
    territory_fills,
    theme_of,
)

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
VISION = {
    "all colours": np.eye(3),
    "no red": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
    "no green": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
    "no blue": [[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]],
}
BOTH = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


def linear(colour: str) -> np.ndarray:
    part = np.array(QColor(colour).getRgbF()[:3])
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def oklab(rgb: np.ndarray) -> np.ndarray:
    """Ottosson (2020): a space in which distance is what the eye sees."""
    cone = np.array([[0.4122, 0.5363, 0.0514], [0.2119, 0.6807, 0.1074], [0.0883, 0.2817, 0.6300]])
    mix = np.array(
        [[0.2105, 0.7936, -0.0041], [1.9780, -2.4286, 0.4506], [0.0259, 0.7828, -0.8087]]
    )
    return mix @ np.cbrt(np.clip(cone @ rgb, 0, None))


def contrast(a: str, b: str) -> float:
    """WCAG 2 contrast ratio."""
    low, high = sorted(float(linear(c) @ (0.2126, 0.7152, 0.0722)) for c in (a, b))
    return (high + 0.05) / (low + 0.05)


@BOTH
@pytest.mark.parametrize("vision", VISION)
def test_any_two_of_the_twelve_fills_can_be_told_apart(theme: Theme, vision: str) -> None:
    seen = [oklab(np.clip(np.array(VISION[vision]) @ linear(c), 0, 1)) for c in theme.fills]
    nearest = min(float(np.linalg.norm(a - b)) for a, b in itertools.combinations(seen, 2))
    assert len(theme.fills) == 12
    assert nearest > 0.06


@BOTH
def test_words_stand_out_from_everything_they_are_written_on(theme: Theme) -> None:
    for ground in (theme.window, theme.surface, theme.raised, theme.selected, theme.editable):
        assert contrast(theme.text, ground) > 7
    for word in (theme.muted, theme.negative, theme.positive, theme.warning, theme.accent):
        assert contrast(word, theme.surface) > 4.5
    assert contrast(theme.on_accent, theme.accent) > 4.5
    assert contrast(theme.muted, theme.locked) > 4.5


@BOTH
def test_ramps_grow_steadily_darker_or_lighter(theme: Theme) -> None:
    steps = np.diff([oklab(linear(c))[0] for c in theme.sequential])
    assert (steps < 0).all() or (steps > 0).all()


def test_unassigned_units_are_grey_and_the_palette_goes_round_in_another_tone() -> None:
    fills = territory_fills(LIGHT, np.array([-1, 0, 12, 24, 36]))
    assert fills[0] == rgb32([LIGHT.unassigned])[0]
    assert len(set(fills[1:4].tolist())) == 3
    assert fills[4] == fills[1]


def test_a_ramp_runs_from_end_to_end_and_what_is_unknown_is_grey() -> None:
    fills = ramp_fills(DARK, np.array([0.0, 1.0, 2.0, np.nan]), "diverging")
    expected = rgb32([DARK.diverging[0], DARK.diverging[-1], DARK.diverging[-1], DARK.unassigned])
    assert fills.tolist() == expected.tolist()


def test_widgets_know_the_theme_they_stand_in_and_type_scales(qapp, qtbot) -> None:
    before, points = qapp.styleSheet(), qapp.font().pointSizeF()
    palette = QPalette(qapp.palette())
    appearance = Appearance(qapp, "dark", 1.5)
    widget = QWidget()
    qtbot.addWidget(widget)
    assert theme_of(widget) is DARK
    assert qapp.font().pointSizeF() == pytest.approx(1.5 * points)
    with qtbot.waitSignal(appearance.changed) as told:
        appearance.set("light", 1.0)
    assert told.args == [LIGHT] and theme_of(widget) is LIGHT
    qapp.setStyleSheet(before)
    qapp.setPalette(palette)
