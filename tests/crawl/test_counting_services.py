"""Comment counts that are kept elsewhere: asked for, archived, and joined to their articles."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from smallpress import Handler, serving

from archive.home import Home

TEXT = "".join(f"<p>Paragraph {n} of what the council said about the harvest, the mill and the bridge.</p>" for n in range(6))  # fmt: skip


class Talk(Handler):
    """Speaks Disqus' protocol and Remark42's."""

    def answer(self) -> None:
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/d/count-data.js":
            rows = {"counts": [{"id": asked["1"], "comments": 41}]}
            self.say(f"DISQUSWIDGETS.displayCount({json.dumps(rows)});", kind="application/javascript")
        elif parts.path == "/api/v1/count":
            self.say(json.dumps({"url": asked["url"], "count": 17}), kind="application/json")
        else:
            self.say("", status=404)


class Paper(Handler):
    talk: str

    def answer(self) -> None:
        widgets = {
            "/2026/11/harvest": f'<div id="disqus_thread"></div><script>var disqus_identifier = "n-7";</script>'
            f'<script id="dsq-count-scr" src="{self.talk}/d/count.js"></script>',
            "/2026/11/bridge": f'<div id="remark42"></div><script>var remark_config={{host:"{self.talk}",site_id:"g"}}'
            f'</script><span class="remark42__counter" data-url="{self.base}/2026/11/bridge"></span>',
        }
        if self.path == "/":
            self.say("".join(f'<html><a href="{path}">What the council said of it</a>' for path in widgets))
        elif self.path in widgets:
            self.say(f"<html><title>The council</title><article><h1>The council</h1>{TEXT}</article>{widgets[self.path]}")  # fmt: skip
        else:
            self.say("", status=404)


def test_counts_of_services_on_hosts_of_any_name_reach_their_articles(tmp_path: Path) -> None:
    home = Home.create(tmp_path / "home")
    with serving(Talk, "127.0.0.3") as (talk, _), serving(type("Own", (Paper,), {"talk": talk})) as (base, _):
        (home.sites / "paper.toml").write_text(f'start = ["{base}/"]\n[crawl]\ndelay = 0\n')
        for words in (["crawl", "paper"], ["articles", "--json"]):
            command = [sys.executable, "-m", "crawler.cli", *words, "--home", str(home.path)]
            done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=True)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert {urlsplit(row["url"]).path: row["comment_count"] for row in rows} == {
        "/2026/11/harvest": 41,
        "/2026/11/bridge": 17,
    }
