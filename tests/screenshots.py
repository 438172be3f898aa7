"""Make the pictures of the page in docs/images, from what is published in the data folder of the settings."""

from io import BytesIO
from pathlib import Path

import duckdb
from PIL import Image
from playwright.sync_api import Browser

from pipelines.console.published import published_database
from pipelines.report import datasets
from pipelines.report.files import write_report
from tests.support.browser import NARROW, WIDE, Reader, started

IMAGES = Path(__file__).parents[1] / "docs" / "images"
LARGEST = 150_000  # bytes of a picture


def main() -> None:
    """Write a picture of each page, light and wide, and of some dark and narrow."""
    database = published_database()
    page = write_report(database)
    IMAGES.mkdir(exist_ok=True)
    with started() as browser:
        for scheme, size in (("light", WIDE), ("dark", NARROW)):
            for name, target in targets(database).items():
                picture(browser, page, target, IMAGES / f"{name}-{size[0]}-{scheme}.png", scheme)
        picture(browser, page, "overview", IMAGES / "overview-1280-dark.png", "dark")


def targets(database: Path) -> dict[str, str]:
    with duckdb.connect(str(database), read_only=True) as connection:
        teams = datasets.read_dataset(connection, "teams").records()
        items = datasets.read_dataset(connection, "portfolio").records()
    return {
        "overview": "overview",
        "findings": "findings",
        "team": f"teams/{teams[1]['team_id']}",
        "portfolio": "portfolio",
        "portfolio-item": f"portfolio/{items[0]['work_item_id']}",
        "dependencies": "dependencies",
        "people": "people",
    }


def picture(browser: Browser, file: Path, target: str, path: Path, scheme: str) -> None:
    size = NARROW if "-400-" in path.name else WIDE
    reader = Reader(browser, file, size=size, color_scheme=scheme, timezone_id="UTC")
    reader.show(target)
    reader.page.wait_for_timeout(300)
    taken = Image.open(BytesIO(reader.page.screenshot())).convert("RGB")
    taken.quantize(256, Image.Quantize.MEDIANCUT, kmeans=3, dither=Image.Dither.NONE).save(
        path, optimize=True
    )
    reader.context.close()
    if path.stat().st_size > LARGEST:
        raise SystemExit(f"{path} has more than {LARGEST:,} bytes. Show less in it.")


if __name__ == "__main__":
    main()
