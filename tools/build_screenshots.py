"""docs/images/*.png: pages of the reading room on a record of our own samples, as a browser shows them.

python tools/build_screenshots.py    (needs Playwright and a Chromium)
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

from dragoman.store import open_store

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs" / "images"
PORT = 8797
SIZE = {"width": 1280, "height": 860}


def addresses(record: Path) -> dict[str, str]:
    """Name of a picture -> address of its page."""
    with open_store(record) as store:
        page = store.db.execute(
            "SELECT d.id FROM document d JOIN statement s ON s.document = d.id GROUP BY d.id ORDER BY "
            "sum(s.within IS NOT NULL) DESC, count(*) DESC LIMIT 1"
        ).fetchone()[0]
        actor = store.db.execute(
            "SELECT actor_id FROM positions JOIN actor a ON a.id = actor_id WHERE a.kind = 'person' "
            "GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
        ).fetchone()[0]
        return {
            "overview": "/", "article": f"/documents/{page}", "find": "/find?q=talks", "actor": f"/actors/{actor}",
            "matrix": "/matrix", "map": "/map", "network": "/network",
        }  # fmt: skip


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder) / "samples.sqlite"
        command = [sys.executable, "-m", "dragoman.cli"]
        subprocess.run([*command, "add", "samples", "--record", str(record), "--quiet"], check=True, cwd=ROOT)
        server = subprocess.Popen([*command, "serve", "--record", str(record), "--port", str(PORT)])
        try:
            for _ in range(100):
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{PORT}/", timeout=5).read()
                    break
                except OSError:
                    time.sleep(0.2)
            with sync_playwright() as p:
                browser = p.chromium.launch(executable_path=shutil.which("chromium"))
                for name, address in addresses(record).items():
                    page = browser.new_page(viewport=SIZE)
                    page.goto(f"http://127.0.0.1:{PORT}{address}")
                    page.screenshot(path=OUT / f"{name}.png")
                    page.close()
                    print(f"{name}.png: {(OUT / f'{name}.png').stat().st_size / 1000:.0f} kB")
        finally:
            server.terminate()
            server.wait(10)


if __name__ == "__main__":
    main()
