"""Draws the app's icon in the forms systems want, out of resources/app/salesplanner.svg.

QT_QPA_PLATFORM=offscreen uv run python packaging/build_app_icon.py
"""

from pathlib import Path

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "app"
SIZE = 512


def main() -> None:
    application = QGuiApplication([])
    picture = QImage(SIZE, SIZE, QImage.Format.Format_ARGB32)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(str(FOLDER / "salesplanner.svg")).render(painter)
    painter.end()
    target = FOLDER / "salesplanner.png"
    picture.save(str(target))
    with Image.open(target) as image:
        image.save(FOLDER / "salesplanner.ico", sizes=[(n, n) for n in (16, 32, 48, 64, 128, 256)])
        image.save(FOLDER / "salesplanner.icns")
        image.resize((256, 256), Image.Resampling.LANCZOS).save(target)
    del application


if __name__ == "__main__":
    main()
