"""The map at 1200 x 800 off screen, beside matplotlib drawing the same shapes in the same run.

    python tests/benchmarks/bench_map.py [counties] [zcta] [cells]

counties: the shipped US counties; zcta: real outlines of ../shared (skipped where absent); cells:
34,000 Voronoi cells, about as many points as the shipped ZIP areas.
"""

import gc
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.path import Path as Outline
from PySide6.QtCore import QPointF, QTimer
from PySide6.QtWidgets import QApplication
from scipy.spatial import Voronoi

from salesplanner.geography.outlines import Outlines
from salesplanner.geography.shipped import load_units
from salesplanner.geography.topology import read_topology
from salesplanner.ui.theme import LIGHT, Appearance, territory_fills
from salesplanner.ui.widgets.map_shapes import MapShapes
from salesplanner.ui.widgets.map_view import MapView

ZCTA = Path(__file__).resolve().parents[3] / "shared/data/zcta/zcta5_s15.topojson"


def zcta() -> Outlines | None:
    if not ZCTA.is_file():
        return None
    document = json.loads(ZCTA.read_text("utf-8"))
    return read_topology(document, next(iter(document["objects"]))).outlines


def cells(n: int = 34_000) -> Outlines:
    points = np.random.RandomState(7).uniform([-122, 30], [-72, 48], (n + 4000, 2))
    diagram = Voronoi(points)
    rings = []
    for region in (diagram.regions[r] for r in diagram.point_region):
        corners = diagram.vertices[region] if region and -1 not in region else np.zeros((0, 2))
        inside = len(corners) and (abs(corners - (-97, 39)) < (25, 9)).all()
        if inside and len(rings) < n:
            rings.append(np.vstack([corners, corners[:1]]))
    starts = np.cumsum([0, *map(len, rings)])
    ids = tuple(f"{i:05d}" for i in range(len(rings)))
    return Outlines(ids, np.vstack(rings), starts, np.arange(len(rings)))


def timed(act: Callable[[], object]) -> float:
    begin = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - begin)


def say(what: str, times: list[float], limit: float) -> None:
    middle, worst = statistics.median(times), max(times)
    mark = "ok" if middle <= limit else "MISSED"
    print(f"  {what:<44}{middle:9.2f} ms  worst {worst:8.2f}   target {limit:g}  {mark}")


def memory_mb() -> float:
    pages = Path("/proc/self/statm").read_text("ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / 2**20


class Heartbeat:
    """The longest time the event loop did not come round."""

    def __init__(self) -> None:
        self._timer = QTimer()
        self._timer.timeout.connect(self._beat)
        self.longest = 0.0
        self._last = time.perf_counter()
        self._timer.start(1)

    def stop(self) -> None:
        self._timer.stop()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest, self._last = max(self.longest, 1000 * (now - self._last)), now


pauses: list[float] = []


def settle(app: QApplication, view: MapView) -> None:
    heart = Heartbeat()
    while not view.picture.is_settled:
        app.processEvents()
    app.processEvents()
    heart.stop()
    pauses.append(heart.longest)


def bench_widget(app: QApplication, outlines: Outlines) -> None:
    gc.collect()
    before = memory_mb()
    view = MapView()
    view.resize(1200, 800)
    view.show()
    app.processEvents()
    made: list[MapShapes] = []
    prepare = timed(lambda: made.append(MapShapes(outlines)))
    edges = made[0].edges()
    prepare += timed(made[0].edges)
    pauses.clear()
    view.set_shapes(made[0], edges)
    groups = territories(made[0], 300)
    fills = territory_fills(LIGHT, groups % 12)
    view.set_fills(fills)
    view.set_groups(groups)
    draw = timed(lambda: settle(app, view))
    say("shapes and edges (can run in a job)", [prepare], 1000)
    say("first draw, after that", [draw], 1000)
    frames(app, view)
    touches(app, view, groups)
    say("longest pause of the event loop in redraws", [max(pauses)], 100)
    say("memory of the map, MB", [memory_mb() - before], 300)
    view.close()
    view.deleteLater()


def territories(shapes: MapShapes, count: int) -> np.ndarray:
    middles = np.nan_to_num(shapes.centres)
    seeds = middles[np.random.RandomState(3).choice(len(middles), count, replace=False)]
    nearest = np.empty(len(middles), dtype=np.int64)
    for low in range(0, len(middles), 2000):
        part = middles[low : low + 2000]
        nearest[low : low + 2000] = ((part[:, None] - seeds[None]) ** 2).sum(-1).argmin(1)
    return nearest


def frames(app: QApplication, view: MapView) -> None:
    pan, zoom, redraw = [], [], []

    def moved(act: Callable[[], None]) -> Callable[[], None]:
        def frame() -> None:
            act()
            view.repaint()

        return frame

    for k in range(60):
        pan.append(timed(moved(lambda k=k: view.pan_by(7 if k < 30 else -7, 3))))
    settle(app, view)
    for k in range(40):
        factor = 1.06 if k < 20 else 1 / 1.06
        zoom.append(timed(moved(lambda f=factor: view.zoom_by(f, QPointF(700, 350)))))
    settle(app, view)
    for factor in (4, 1 / 4, 12, 1 / 12):
        view.zoom_by(factor)
        redraw.append(timed(lambda: settle(app, view)) - 80)
    view.fit()
    settle(app, view)
    say("pan, a frame", pan, 16)
    say("zoom, a frame", zoom, 16)
    say("sharp again after zooming (in slices)", redraw, 300)


def touches(app: QApplication, view: MapView, groups: np.ndarray) -> None:
    content = view.content
    assert content is not None
    recolour, chunk = [], []
    for k in range(24):
        units = np.flatnonzero(groups == k * 7 % 300)
        fills, owners = content.fills.copy(), content.groups.copy()
        fills[units], owners[units] = 0xFF1F5FBF + k, (k * 7 + 1) % 300

        def act(fills: np.ndarray = fills, owners: np.ndarray = owners) -> None:
            view.set_fills(fills)
            view.set_groups(owners)
            view.repaint()

        recolour.append(timed(act))
        chunk.append(float(len(units)))
    say(f"recolour a territory ({np.mean(chunk):.0f} units), shown", recolour, 10)
    random = np.random.RandomState(1).uniform([50, 50], [1150, 750], (2000, 2)).tolist()
    say("pick", [timed(lambda x=x, y=y: view.unit_at(x, y)) for x, y in random], 1)
    turn = np.linspace(0, 2 * np.pi, 200)
    share = min(5000 / view.n_units, 0.9)
    radius = np.array([480, 330]) * np.sqrt(share)
    trail = np.array([600, 400]) + radius * np.column_stack([np.cos(turn), np.sin(turn)])
    found = len(view.units_inside(trail))
    view.choose(np.arange(3))
    lasso = [timed(lambda: view.choose(view.units_inside(trail)))]
    lasso_shown = [lasso[0] + timed(view.repaint)]
    say(f"lasso of {found} units, chosen", lasso, 50)
    say("the same, shown", lasso_shown, 50)
    view.choose(np.empty(0, dtype=np.int64))


def bench_matplotlib(outlines: Outlines) -> None:
    shapes = MapShapes(outlines)
    units = [u for u in range(outlines.n_units) if not shapes.path(u).isEmpty()]
    ring_of: dict[int, list[np.ndarray]] = {}
    points = shapes.project(outlines.points)
    for r, unit in enumerate(outlines.ring_unit.tolist()):
        ring = points[outlines.ring_starts[r] : outlines.ring_starts[r + 1]]
        ring_of.setdefault(unit, []).append(ring)
    paths = [Outline.make_compound_path(*(Outline(ring) for ring in ring_of[u])) for u in units]
    figure = Figure(figsize=(12, 8), dpi=100)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    colours = np.random.RandomState(0).uniform(0.3, 0.9, (len(units), 3))
    drawn = axes.add_collection(PathCollection(paths, facecolors=colours, edgecolors="w", lw=0.3))
    left, top, right, bottom = shapes.extent or (0, 0, 1, 1)
    axes.set(xlim=(left, right), ylim=(bottom, top), aspect="equal")
    print(f"  matplotlib {mpl.__version__}: first draw {timed(canvas.draw):.0f} ms", end="")
    axes.set(xlim=(left + 50, right + 50))
    print(f", pan {timed(canvas.draw):.0f} ms", end="")
    colours[:100] = (0.1, 0.3, 0.8)
    drawn.set_facecolors(colours)
    print(f", recolour {timed(canvas.draw):.0f} ms a frame")


def main() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication([])
    Appearance(app, "light")
    makers = {"counties": lambda: load_units("us-counties").outlines, "zcta": zcta, "cells": cells}
    for name in sys.argv[1:] or makers:
        outlines = makers[name]()
        if outlines is None:
            print(f"{name}: ../shared is not here")
            continue
        n_points = len(outlines.points)
        print(f"{name}: {outlines.n_units:,} units, {n_points:,} points, 1200 x 800, off screen")
        bench_widget(app, outlines)
        bench_matplotlib(outlines)


if __name__ == "__main__":
    main()
