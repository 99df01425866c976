"""Maps as shapefiles, loose or zipped."""

import codecs
import io
import struct
import warnings
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import shapefile

from salesplanner.geography.projections import is_projected, outlines_to_degrees, to_degrees
from salesplanner.geography.raw_map import (
    MOST_BYTES,
    RawMap,
    checked_amount,
    no_points,
    numbered,
    ring_points,
)
from salesplanner.geography.topology import joined_rings
from salesplanner.problems import PlanProblem

_PARTS = ("shp", "shx", "dbf", "prj", "cpg")
_JSON_MAPS = (".geojson", ".topojson", ".json")
_MOST_RATIO = 200  # honest shapefiles shrink three to ten times
_CODE_PAGES = {
    "": "utf-8", "65001": "utf-8", "1252": "cp1252", "ansi 1252": "cp1252", "88591": "latin-1",
}  # fmt: skip
_DAMAGES = (
    shapefile.ShapefileException, struct.error, ValueError, IndexError, KeyError, TypeError,
    OverflowError, MemoryError,
)  # fmt: skip
_POINTS, _POLYGONS = (1, 8, 11, 18, 21, 28), (5, 15, 25)  # several points: their middle


def read_shapefile(path: Path) -> RawMap:
    """A .shp with its .dbf (and .shx, .prj, .cpg) beside it, or a .zip that holds them.

    Raises:
        PlanProblem: a part is missing or damaged, the zip is a bomb, or the coordinates are
            projected and pyproj is not installed.
    """
    parts = _zipped_parts(path) if path.suffix.lower() == ".zip" else _loose_parts(path)
    where = str(path)
    if "dbf" not in parts:
        raise PlanProblem(
            "The table of the shapefile (.dbf) is missing.",
            where,
            "Put the .shp, .shx, .dbf and .prj files in one folder, or zip them together.",
        )
    raw = _read_with_warnings(parts, where)
    crs = parts.get("prj", b"").decode("utf-8", "replace")
    return _in_degrees(raw, crs, where) if is_projected(crs) else raw


def _read_with_warnings(parts: dict[str, bytes], where: str) -> RawMap:
    """What pyshp only warns of becomes a problem; what it stumbles over, a clear answer."""
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            raw = _read_any_encoding(parts, where)
    except _DAMAGES as error:
        raise PlanProblem(
            f"The shapefile is damaged: {type(error).__name__} {error}.", where, "Export it again."
        ) from error
    raw.problems.extend(
        PlanProblem(f"The shapefile may be damaged: {text}.", where, "Look at it on the map.")
        for text in sorted({str(warning.message) for warning in caught})
    )
    return raw


def _read_any_encoding(parts: dict[str, bytes], where: str) -> RawMap:
    encoding = _encoding(parts.get("cpg"))
    try:
        return _read(parts, encoding, where)
    except (UnicodeDecodeError, shapefile.dbfFileException):
        raw = _read(parts, "cp1252", where, errors="replace")
    raw.problems.append(
        PlanProblem(
            f"The names are not in {encoding} and were read as Western European (Windows-1252).",
            where,
            "Look at names with accents.",
        )
    )
    return raw


def _loose_parts(path: Path) -> dict[str, bytes]:
    parts = {}
    for sibling in path.parent.glob(f"{glob_safe(path.stem)}.*"):
        ending = sibling.suffix.lower().lstrip(".")
        if ending in _PARTS and sibling.stat().st_size <= MOST_BYTES:
            parts[ending] = sibling.read_bytes()
    if "shp" not in parts:
        raise PlanProblem("The shapefile cannot be read.", str(path), "It may be too large.")
    return parts


def glob_safe(name: str) -> str:
    """A file name with the wild cards of patterns made harmless."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in name)


def _zipped_parts(path: Path) -> dict[str, bytes]:
    """The parts inside a zip, never more bytes than allowed whatever the zip claims."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [m for m in archive.infolist() if m.filename.lower().endswith(".shp")]
            members = [m for m in members if "__MACOSX" not in m.filename]
            if len(members) != 1:
                raise PlanProblem(
                    f"The zip holds {len(members)} shapefiles; one is needed.",
                    str(path),
                    "Zip the parts of one map (.shp, .shx, .dbf, .prj) by themselves.",
                )
            stem = members[0].filename[:-4].lower()
            return {
                ending: _bounded(archive, member, path)
                for member in archive.infolist()
                for ending in _PARTS
                if member.filename.lower() == f"{stem}.{ending}"
            }
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise PlanProblem(
            f"The zip file cannot be opened: {error}.", str(path), "Zip the map again."
        ) from error


def zipped_json(path: Path) -> bytes | None:
    """The one GeoJSON or TopoJSON in a zip without shapefile; None where there is none."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [m for m in archive.infolist() if "__MACOSX" not in m.filename]
            maps = [m for m in names if m.filename.lower().endswith(_JSON_MAPS)]
            if len(maps) != 1 or any(m.filename.lower().endswith(".shp") for m in names):
                return None
            return _bounded(archive, maps[0], path)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError):
        return None  # reading it as a shapefile says what is wrong


def _bounded(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path) -> bytes:
    is_bomb = member.file_size > max(_MOST_RATIO * member.compress_size, 1_000_000)
    if member.file_size > MOST_BYTES or is_bomb:
        raise PlanProblem(
            f"{member.filename} would unpack to {member.file_size / 1e6:,.0f} MB.",
            str(path),
            f"At most {MOST_BYTES / 1e6:,.0f} MB can be read; simplify or split the map.",
        )
    with archive.open(member) as stream:
        content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise PlanProblem(
            f"{member.filename} unpacks to more than it says.", str(path), "Zip the map again."
        )
    return content


def _encoding(code_page: bytes | None) -> str:
    word = (code_page or b"").decode("ascii", "ignore").strip().lower()
    name = _CODE_PAGES.get(word, word)
    try:
        codecs.lookup(name)
    except LookupError:
        return "utf-8"
    return name


def _read(parts: dict[str, bytes], encoding: str, where: str, errors: str = "strict") -> RawMap:
    streams: dict[str, Any] = {e: io.BytesIO(parts[e]) for e in ("shp", "shx", "dbf") if e in parts}
    with shapefile.Reader(**streams, encoding=encoding, encodingErrors=errors) as reader:
        checked_amount(len(reader), 0, where)
        pieces, owners, properties = [], [], []
        points = no_points(len(reader))
        for row, feature in enumerate(reader.iterShapeRecords()):
            properties.append(feature.record.as_dict())
            shape = feature.shape
            if shape.shapeType in _POLYGONS:
                rings = _rings(shape)
                pieces.extend(rings)
                owners.extend([row] * len(rings))
            elif shape.shapeType in _POINTS and len(shape.points):
                points[row] = np.array([point[:2] for point in shape.points]).mean(axis=0)
    outlines = joined_rings(numbered(len(properties)), pieces, owners)
    checked_amount(len(properties), len(outlines.points), where)
    return RawMap(outlines, properties, points)


def _rings(shape: Any) -> list[Any]:
    ends = [*list(shape.parts)[1:], len(shape.points)]
    closed = [ring_points(shape.points[a:b]) for a, b in zip(shape.parts, ends, strict=True)]
    return [ring for ring in closed if len(ring) >= 4]


def _in_degrees(raw: RawMap, crs: str, where: str) -> RawMap:
    raw.outlines = outlines_to_degrees(raw.outlines, crs, where)
    is_point = np.isfinite(raw.points[:, 0])
    raw.points[is_point] = to_degrees(raw.points[is_point], crs, where)
    return raw
