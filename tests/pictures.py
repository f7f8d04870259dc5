"""The pictures of the README, taken anew: `python -m tests.pictures` (needs Chromium)."""

from __future__ import annotations

import html
import os
import subprocess
import tempfile
from pathlib import Path

from tests.readme import NEWSARK, ROOT, press, run

PICTURES = ROOT / "docs" / "pictures"
CHROMIUM = [
    "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
TERMINAL = (
    "<meta charset=utf-8><body style='background:#111;color:#ddd;margin:16px'>"
    "<pre style='font:13px/1.4 monospace;white-space:pre-wrap'>{}</pre>"
)


def shoot(url: str, file: str, folder: Path, size: str) -> None:
    options = [
        f"--user-data-dir={folder / 'chromium'}",
        f"--window-size={size}",
        f"--screenshot={PICTURES / file}",
    ]
    subprocess.run([*CHROMIUM, *options, url], check=True, capture_output=True, timeout=120)


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    arguments = ("--seed", "7", "--articles", "12", "--pubs", "agency", "--crawl-delay", "0")
    with tempfile.TemporaryDirectory() as name, press(Path(name), *arguments) as pubs:
        folder, base = Path(name), pubs["agency"]
        home = folder / "press"
        commands = [f"newsark init {home}", f"newsark site add {base}/ --name agency", "newsark crawl agency"]
        for command in commands:
            run(command, home, base)
        shown = [(c, run(c, home, base)) for c in ("newsark show 13749", "newsark why 13749 comment_count")]
        text = "\n".join(f"$ {command}\n{output}" for command, output in shown)
        (folder / "why.html").write_text(TERMINAL.format(html.escape(text)))
        shoot((folder / "why.html").as_uri(), "why.png", folder, "1000,1330")
        url = run(
            "newsark sql --csv \"select url from latest_articles where article_id = '13749'\"", home, base
        )
        address = url.splitlines()[1].replace("http://127.0.0.2:8700", base)
        environ = {**os.environ, "NEWSARK_HOME": str(home)}
        with subprocess.Popen(
            [NEWSARK, "replay", "--port", "0"], env=environ, stdout=subprocess.PIPE, text=True
        ) as server:
            assert server.stdout is not None
            place = next(word for word in server.stdout.readline().split() if word.startswith("http://"))
            shoot(f"{place}web/2099/{address}", "replay.png", folder, "1000,900")
            server.terminate()


if __name__ == "__main__":
    main()
