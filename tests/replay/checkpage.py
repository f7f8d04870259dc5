"""A page that checks how well it is replayed: 39 checks, static ones first, then those that need scripts.

Every address it needs is captured by hand-made exchanges. Hosts are `*.localhost`, which browsers trust as they trust https,
so that workers and modules are allowed.
"""

from __future__ import annotations

import gzip
import struct
from base64 import b64encode
from hashlib import sha256

from reef import png
from replay_home import exchange

from archive.model import Exchange

SITE, CDN = "http://site.localhost", "http://cdn.localhost"
PAGE = f"{SITE}/check/"
STATIC = (
    "css link", "css import", "css url", "inline background", "style element", "cross-host css", "css image-set", "img", "cross-host img", "srcset", "picture",
    "lazy img", "sri css", "svg use", "iframe", "redirected img", "gzip css", "font-face", "protocol-relative img",
)  # fmt: skip
SCRIPTED = (
    "inline script", "external script", "cross-host script", "sri script", "location", "document.domain", "cookie", "local storage", "fetch relative",
    "fetch cross-host", "xhr", "post", "fuzzy", "404", "dynamic script", "worker", "module", "pushState", "ranged audio", "css of script",
)  # fmt: skip


def _sri(data: bytes) -> str:
    return "sha256-" + b64encode(sha256(data).digest()).decode()


SRI_CSS, SRI_JS = b"#sri{width:71px}", b"window.sri=1"
CORS = "Access-Control-Allow-Origin: *"

_HEAD = f"""<!doctype html><html><head><meta charset="utf-8"><title>check</title>
<link rel="stylesheet" href="/s/link.css"><link rel="stylesheet" href="{CDN}/cross.css"><link rel="stylesheet" href="/s/gzip.css">
<link rel="stylesheet" href="/s/sri.css" integrity="{_sri(SRI_CSS)}" crossorigin="anonymous">
<style>#element{{width:31px}}@font-face{{font-family:F;src:url(/s/f.woff)}}#set{{background:image-set(url(/i/set.png) 1x)}}#font{{font-family:F}}</style>
<meta http-equiv="Content-Security-Policy" content="object-src 'none'"></head><body>"""
_BODY = f"""
<div id="link"></div><div id="imported"></div><div id="url"></div><div id="cross"></div><div id="element"></div><div id="sri"></div><div id="zipped"></div>
<div id="set">s</div><div id="font">f</div><div id="inline" style="background:url('/i/inline.png');height:9px"></div>
<img id="img" src="../i/a.png"><img id="far" src="{CDN}/far.png"><img id="srcset" src="/none.png" srcset="/i/srcset.png 1x, /i/none.png 2x">
<picture><source srcset="/i/picture.png" type="image/png"><img id="picture" src="/none.png"></picture>
<img id="lazy" loading="lazy" src="/i/lazy.png"><img id="moved" src="/i/moved.png"><img id="relative" src="//cdn.localhost/relative.png">
<svg width="20" height="20"><use id="use" href="/s/sprite.svg#box"/></svg><iframe id="frame" src="frame.html"></iframe>
<audio id="audio" src="/s/a.wav" preload="auto"></audio>"""
_SCRIPT = """
<script>window.inline=1</script><script src="/j/external.js"></script><script src="http://cdn.localhost/far.js"></script>
<script src="/j/sri.js" integrity="SRI"></script><script type="module" src="/j/module.mjs"></script>
<script>
const wait = (test) => new Promise(done => { let n = 0; const t = setInterval(() => { const v = test(); if (v || ++n > 40) { clearInterval(t); done(!!v) } }, 50) });
const tests = {
 "inline script": () => window.inline === 1, "external script": () => window.external === 1, "cross-host script": () => window.far === 1,
 "sri script": () => window.sri === 1, "location": () => location.href === "http://site.localhost/check/", "document.domain": () => document.domain === "site.localhost",
 "cookie": () => { document.cookie = "a=b"; return document.cookie.includes("a=b") },
 "local storage": () => { localStorage.setItem("k", "v"); return localStorage.getItem("k") === "v" },
 "fetch relative": async () => (await (await fetch("data.json")).json()).ok, "fetch cross-host": async () => (await (await fetch("http://cdn.localhost/data.json")).json()).ok,
 "xhr": () => new Promise(done => { const x = new XMLHttpRequest(); x.onload = () => done(x.responseText.includes("ok")); x.open("GET", "/check/data.json"); x.send() }),
 "post": async () => (await (await fetch("/search", {method: "POST", body: new URLSearchParams({q: "x"})})).text()) === "found x",
 "fuzzy": async () => (await (await fetch("/fuzzy?a=1&_=" + Date.now())).text()) === "fuzzy", "404": async () => (await fetch("/missing-for-sure")).status === 404,
 "dynamic script": () => { const s = document.createElement("script"); s.src = "/j/dynamic.js"; document.body.append(s); return wait(() => window.dynamic === 1) },
 "worker": () => new Promise(done => { const w = new Worker("/j/worker.js"); w.onmessage = e => done(e.data === 42); w.onerror = () => done(false) }),
 "module": () => wait(() => window.module === 7), "pushState": () => { history.pushState({}, "", "/check/pushed"); const ok = location.pathname === "/check/pushed"; history.replaceState({}, "", "/check/"); return ok },
 "ranged audio": () => wait(() => document.getElementById("audio").duration > 0.4), "css of script": () => { const l = document.createElement("link"); l.rel = "stylesheet"; l.href = "/s/late.css"; document.head.append(l); return wait(() => getComputedStyle(document.body).getPropertyValue("--late").trim() === "1") },
};
(async () => { const out = {}; for (const [name, test] of Object.entries(tests)) { try { out[name] = !!(await test()) } catch (e) { out[name] = false } } window.results = out })();
</script>"""

STATIC_TEST = """(() => { const width = id => Math.round(document.getElementById(id).getBoundingClientRect().width),
 natural = id => document.getElementById(id).naturalWidth, loaded = part => performance.getEntriesByType("resource").some(e => e.name.includes(part) && e.responseStatus === 200);
 return { "css link": width("link") === 11, "css import": width("imported") === 13, "css url": loaded("/i/url.png"), "inline background": loaded("/i/inline.png"),
 "style element": width("element") === 31, "cross-host css": width("cross") === 17, "css image-set": loaded("/i/set.png"), "img": natural("img") === 3, "cross-host img": natural("far") === 4,
 "srcset": natural("srcset") === 5, "picture": natural("picture") === 6, "lazy img": natural("lazy") === 7, "sri css": width("sri") === 71, "svg use": document.getElementById("use").getBoundingClientRect().width === 10,
 "iframe": loaded("frame.html"), "redirected img": natural("moved") === 8, "gzip css": width("zipped") === 19, "font-face": loaded("f.woff"), "protocol-relative img": natural("relative") === 9 } })()"""


def wav() -> bytes:
    """Half a second of silence."""
    data = b"\x80" * 4_000
    return (
        b"RIFF"
        + struct.pack("<I", 36 + len(data))
        + b"WAVEfmt "
        + struct.pack("<IHHIIHH", 16, 1, 1, 8_000, 8_000, 1, 8)
        + b"data"
        + struct.pack("<I", len(data))
        + data
    )


def served(site: str, cdn: str) -> dict[str, bytes]:
    """The page for two hosts that a server has (`127.0.0.2:8700`): address → response to a GET."""
    host = site.rpartition(":")[0].encode()
    moves = (
        (b'domain === "site.localhost"', b'domain === "' + host + b'"'),
        (b"site.localhost", site.encode()),
        (b"cdn.localhost", cdn.encode()),
    )
    found = {}
    for one in exchanges():
        if not one.request.startswith(b"GET "):
            continue
        url, response = one.url.encode(), one.response
        for old, new in moves:
            url, response = url.replace(old, new), response.replace(old, new)
        found[url.decode()] = response
    return found


def exchanges() -> list[Exchange]:
    """The page with all it needs."""
    sized = {"a": 3, "srcset": 5, "picture": 6, "lazy": 7, "target": 8, "url": 2, "inline": 2, "set": 2}
    script, style, image = "application/javascript", "text/css", "image/png"
    page = (_HEAD + _BODY + _SCRIPT.replace("SRI", _sri(SRI_JS))).encode()
    return [
        exchange(PAGE, page),
        exchange(f"{SITE}/s/link.css", b"@import 'import.css';div{height:9px}#link{width:11px}#url{background:url(../i/url.png)}", kind=style),
        exchange(f"{SITE}/s/import.css", b"#imported{width:13px}", kind=style),
        exchange(f"{SITE}/s/sri.css", SRI_CSS, CORS, kind=style),
        exchange(f"{SITE}/s/late.css", b"body{--late:1}", kind=style),
        exchange(f"{SITE}/s/gzip.css", gzip.compress(b"#zipped{width:19px}"), "Content-Encoding: gzip", kind=style),
        exchange(f"{CDN}/cross.css", b"#cross{width:17px}", kind=style),
        exchange(f"{SITE}/s/f.woff", b"wOFF", kind="font/woff"),
        exchange(f"{SITE}/s/sprite.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><symbol id="box"><rect width="10" height="10"/></symbol></svg>', kind="image/svg+xml"),
        exchange(f"{SITE}/s/a.wav", wav(), kind="audio/wav"),
        *(exchange(f"{SITE}/i/{name}.png", png(size, size, bytes((200, 30, 30))), kind=image) for name, size in sized.items()),
        exchange(f"{SITE}/i/moved.png", b"", "Location: /i/target.png", status="302 Found"),
        exchange(f"{CDN}/far.png", png(4, 4, bytes((1, 2, 3))), kind=image),
        exchange(f"{CDN}/relative.png", png(9, 9, bytes((1, 2, 3))), kind=image),
        exchange(f"{SITE}/check/frame.html", b"<p>frame"),
        exchange(f"{SITE}/check/data.json", b'{"ok":true}', kind="application/json"),
        exchange(f"{CDN}/data.json", b'{"ok":true}', CORS, kind="application/json"),
        exchange(f"{SITE}/fuzzy?a=1&_=1700000000000", b"fuzzy", kind="text/plain"),
        exchange(f"{SITE}/search", b"found x", kind="text/plain", method="POST", sent=b"q=x"),
        exchange(f"{SITE}/j/external.js", b"window.external=1", kind=script),
        exchange(f"{CDN}/far.js", b"window.far=1", kind=script),
        exchange(f"{SITE}/j/sri.js", SRI_JS, kind=script),
        exchange(f"{SITE}/j/dynamic.js", b"window.dynamic=1", kind=script),
        exchange(f"{SITE}/j/worker.js", b"importScripts('/j/part.js');postMessage(answer)", kind=script),
        exchange(f"{SITE}/j/part.js", b"self.answer=42", kind=script),
        exchange(f"{SITE}/j/module.mjs", b"import {seven} from './seven.mjs';window.module=seven", kind=script),
        exchange(f"{SITE}/j/seven.mjs", b"export const seven = 7", kind=script),
    ]  # fmt: skip


assert len(STATIC) + len(SCRIPTED) == 39
