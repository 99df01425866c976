"""How every chart looks: colours that differ in lightness, axes with units, light and dark.

Colours are told apart by every kind of colour vision and, because their lightness differs, in grey
print; where two series meet, a hatch or a marker tells them apart as well.
"""

from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import FuncFormatter, PercentFormatter
from matplotlib.transforms import ScaledTranslation

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TITLE_POINTS = 24.0  # the title stands so far above the axes, what it shows lies below it
MANY = 45  # more bars than this stand without gaps and with small names
TOO_MANY_TO_NAME = 130
_SMALLEST_TYPE = 7.0


@dataclass(frozen=True)
class Style:
    """Colours as #rrggbb. strong, middle and pale are the same blue from dark to light."""

    name: str
    surface: str
    text: str
    muted: str
    line: str
    strong: str
    middle: str
    pale: str
    contrast: str  # orange, against the blues
    contrast_pale: str
    good: str
    bad: str
    band: str  # behind what is within limits


LIGHT = Style(
    name="light",
    surface="#ffffff",
    text="#17212e",
    muted="#55636f",
    line="#d5dbe2",
    strong="#0d4072",
    middle="#3584b7",
    pale="#c6dff0",
    contrast="#c8601a",
    contrast_pale="#f2b27a",
    good="#0b6b58",
    bad="#b3261e",
    band="#e8f1f8",
)
DARK = Style(
    name="dark",
    surface="#1e242c",
    text="#e8edf3",
    muted="#a3afbc",
    line="#37424e",
    strong="#a9d5ea",
    middle="#3f93c4",
    pale="#2c4a63",
    contrast="#f09a4f",
    contrast_pale="#8a5226",
    good="#5fd0b4",
    bad="#ff8a80",
    band="#26303b",
)


def new_figure(style: Style, width: float = 12.0, height: float = 6.0) -> Figure:
    """An empty figure in the colours of a style, width and height in inches."""
    layout = ConstrainedLayoutEngine(h_pad=0.12, w_pad=0.12, hspace=0.06)
    figure = Figure(figsize=(width, height), layout=layout, facecolor=style.surface)
    FigureCanvasAgg(figure)
    return figure


def prepare(
    axes: Axes, style: Style, title: str, subtitle: str, x_title: str, y_title: str
) -> None:
    """Clear the axes and set them up: title, what it shows, titles with units, a quiet grid."""
    axes.clear()
    axes.set_facecolor(style.surface)
    axes.set_title(
        title, loc="left", fontsize=13, fontweight="bold", color=style.text, pad=_TITLE_POINTS
    )
    axes.annotate(
        subtitle,
        (0.0, 1.0),
        xytext=(0, 8),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize=9.5,
        color=style.muted,
        parse_math=False,  # two dollar signs are two amounts and not a formula
    )
    axes.set_xlabel(x_title, color=style.muted, fontsize=9.5)
    axes.set_ylabel(y_title, color=style.muted, fontsize=9.5)
    axes.tick_params(colors=style.muted, labelsize=8.5, length=0)
    for side, spine in axes.spines.items():
        spine.set_visible(side == "bottom")
        spine.set_color(style.line)
    axes.grid(axis="y", color=style.line, linewidth=0.7)
    axes.set_axisbelow(True)


def legend(axes: Axes, style: Style, n_columns: int = 4, where: str = "upper right") -> None:
    """The legend without a frame, beside the title on the right where it covers nothing."""
    place: dict[str, Any] = {"loc": where}
    if where == "upper right":
        inches = axes.figure.dpi_scale_trans
        beside = axes.transAxes + ScaledTranslation(0, _TITLE_POINTS / 72, inches)
        place = {"loc": "lower right", "bbox_to_anchor": (1.0, 1.0), "bbox_transform": beside}
    found = axes.legend(
        ncols=n_columns,
        frameon=False,
        fontsize=8.5,
        labelcolor=style.text,
        handlelength=1.4,
        columnspacing=1.2,
        borderaxespad=0.0,
        **place,
    )
    found.set_gid("legend")


def name_bars(axes: Axes, style: Style, names: list[str]) -> None:
    """Names under bars 0..n-1: upright where few, on their side where many, none where too many.

    Where the axes are too narrow for all names, every second, third ... is written.
    """
    n = len(names)
    axes.set_xlim(-0.8, n - 0.2)
    if n > TOO_MANY_TO_NAME or not n:
        axes.set_xticks([])
        return
    points = axes.figure.get_figwidth() * axes.get_position().width * 72 / n  # type: ignore[union-attr]  # no sub-figures here
    size = min(9.0, max(points * 0.8, _SMALLEST_TYPE))
    step = max(1, -int(-size * 1.05 // points))
    is_upright = n <= 12 and max(len(name) for name in names) <= 14
    most = 26 if n <= MANY else 18
    axes.set_xticks(range(0, n, step), [_short(name, most) for name in names[::step]])
    for label in axes.get_xticklabels():
        label.set_rotation(0 if is_upright else 90)
        label.set_fontsize(size)
        label.set_color(style.text)


def bar_width(n: int) -> float:
    """Width of n bars side by side, in their spacing."""
    return 0.72 if n <= MANY else 0.86


def money(amount: float, currency: str = "USD") -> str:
    """A whole amount as people say it: $1.2M, EUR 350K, -$4K."""
    sign = "-" if amount < 0 else ""
    size = abs(amount)
    symbol = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}.get(currency, f"{currency} ")
    for limit, factor, letter in ((999.5e6, 1e9, "B"), (999.5e3, 1e6, "M"), (9_999.5, 1e3, "K")):
        if size >= limit:
            value = size / factor
            digits = 0 if value >= 99.5 else 1 if value >= 9.95 else 2
            return f"{sign}{symbol}{value:.{digits}f}{letter}"
    return f"{sign}{symbol}{size:,.0f}"


def money_axis(axes: Axes, currency: str, which: str = "y") -> None:
    """Money on the ticks of the x or y axis; the values drawn are whole currency units."""
    axis = axes.yaxis if which == "y" else axes.xaxis
    axis.set_major_formatter(FuncFormatter(lambda value, _position: _tick(value, currency)))


def _tick(value: float, currency: str) -> str:
    """Money without the zeros that say nothing: $2M and not $2.00M."""
    text = money(value, currency)
    letter = text[-1] if text[-1] in "BMK" else ""
    number = text.removesuffix(letter)
    return (number.rstrip("0").rstrip(".") if letter and "." in number else number) + letter


def share_axis(axes: Axes, which: str = "y") -> None:
    """Per cent on the ticks of an axis that holds shares (0.2 is 20 %)."""
    axis = axes.yaxis if which == "y" else axes.xaxis
    axis.set_major_formatter(PercentFormatter(xmax=1.0, decimals=0))


def month_name(period: str) -> str:
    """'2027-03' as Mar, with the year in January."""
    name = _MONTHS[int(period[5:7]) - 1]
    return f"{name}\n{period[:4]}" if name == "Jan" else name


def _short(name: str, most: int) -> str:
    return name if len(name) <= most else f"{name[: most - 2].rstrip()}…"
