// Checks that need scripts. Each is a function that returns true (or a promise of it); `window.reef` gets the answers.
"use strict"
const THERE = "{there}", HERE = "{here}"
const wait = (how, ms = 6000) => new Promise((done, fail) => { how(done); setTimeout(() => fail("too late"), ms) })
const loaded = e => wait(done => { e.onload = () => done(e); e.onerror = () => done(null); document.body.append(e) })
const make = tag => document.createElement(tag)
const sent = x => wait(done => { x.onload = () => done(JSON.parse(x.responseText)); x.send() })
const heard = () => wait(done => addEventListener("message", function on(e) { removeEventListener("message", on); done(e) }))

const checks = {
  sri: () => window.sealed === true,
  location: () => location.href.split("#")[0] === HERE + "/reef.html" && location.pathname === "/reef.html" && location.host === new URL(HERE).host,
  document: () => document.URL.startsWith(HERE + "/reef.html") && document.domain === "127.0.0.1" && document.baseURI.startsWith(HERE),
  origin: () => location.origin === HERE && window.origin === HERE,
  link: () => document.getElementById("link").href === HERE + "/plain.html#x" && document.getElementById("link").getAttribute("href") === "plain.html#x",
  created: () => { const a = document.createElement("a"); a.href = "/x/../y"; return a.href === HERE + "/y" },
  cookie: () => { document.cookie = "reef=1; path=/"; return document.cookie.includes("reef=1") },
  storage: () => { localStorage.reef = "a"; sessionStorage.setItem("reef", "b"); return localStorage.getItem("reef") === "a" && sessionStorage.reef === "b" },
  indexed: () => wait(done => { const r = indexedDB.open("reef"); r.onsuccess = () => done(true); r.onerror = () => done(false) }),
  fetchNear: async () => (await (await fetch("data/near.json")).json()).name === "near",
  fetchFar: async () => (await (await fetch(THERE + "/data/far.json")).json()).name === "far",
  fetchRequest: async () => (await (await fetch(new Request("/data/near.json", { headers: { "X-Asked": "1" } }))).json()).name === "near",
  fetchHeader: async () => (await fetch("/data/near.json")).headers.get("x-reef") === "coral",
  fetchMoved: async () => { const r = await fetch("/hop/data"); return r.redirected && new URL(r.url).pathname === "/data/hopped.json" && (await r.json()).name === "hopped" },
  xhrNear: async () => { const x = new XMLHttpRequest(); x.open("GET", "data/near.json"); return (await sent(x)).name === "near" },
  xhrFar: async () => { const x = new XMLHttpRequest(); x.open("GET", `${THERE}/data/xfar.json`); return (await sent(x)).name === "xfar" },
  post: async () => (await fetch("/data/echo", { method: "POST", body: new URLSearchParams({ a: "1" }) })).ok,
  fuzzyUnder: async () => (await (await fetch("/data/near.json?_=" + Date.now())).json()).name === "near",
  fuzzyBust: async () => (await (await fetch("/data/near.json?cb=" + Math.random())).json()).name === "near",
  jsonp: async () => { let got; window.cb123 = d => { got = d.padded }; const s = make("script"); s.src = "/data/pad?callback=cb123&_=" + Date.now(); await loaded(s); return got === true },
  missing: async () => (await fetch("/data/missing.json")).status === 404,
  missingImage: async () => { const i = make("img"); i.src = "/no/such.png"; return await loaded(i) === null },
  dynamic: async () => { const s = make("script"); s.setAttribute("src", "/code/dynamic.js"); await loaded(s); return window.dynamic === true },
  written: () => window.written === true,
  inserted: async () => { const d = document.createElement("div"); d.innerHTML = '<img src="/pix/inner.png?w=31">'; document.body.append(d); await wait(done => { d.firstChild.onload = done }); return d.firstChild.naturalWidth === 31 },
  lazy: async () => { const i = document.getElementById("lazy"), s = document.getElementById("lazyset"); i.src = i.dataset.src; s.srcset = s.dataset.srcset; await wait(done => { s.onload = done }); return s.naturalWidth > 0 && (await i.decode(), i.naturalWidth === 7) },
  worker: () => wait(done => { new Worker("/code/worker.js").onmessage = e => done(e.data === "helped worker /code/worker.js") }),
  moduleWorker: () => wait(done => { new Worker("/code/modworker.js", { type: "module" }).onmessage = e => done(e.data === "coral") }),
  shared: () => wait(done => { new SharedWorker("/code/shared.js").port.onmessage = e => done(e.data === "shared") }),
  blobWorker: () => wait(done => { new Worker(URL.createObjectURL(new Blob(["postMessage(4)"]))).onmessage = e => done(e.data === 4) }),
  serviceWorker: async () => { try { await Promise.race([navigator.serviceWorker.register("/code/sw.js"), wait(() => {}, 3000)]) } catch { return true } return (await navigator.serviceWorker.getRegistrations()).length < 2 },
  module: async () => { await wait(done => { const t = setInterval(() => { if (window.modules) { clearInterval(t); done() } }, 50) }); return modules.pre === 1 && modules.coral === "coral" && modules.sea === "sea" },
  importMeta: () => modules.meta === HERE + "/code/module.js",
  lazyModule: async () => await window.lazyModule === "/pix/meta.png",
  inlineImport: async () => (await import("/code/coral.js")).coral === "coral",
  nomodule: () => window.old === undefined,
  push: async () => { history.pushState({ a: 1 }, "", "/pushed/page?x=1"); const ok = location.pathname === "/pushed/page" && (await (await fetch("../data/pushed.json")).json()).name === "pushed"; history.replaceState(null, "", "/reef.html"); return ok && location.pathname === "/reef.html" },
  hash: async () => { location.hash = "part"; return location.hash === "#part" && location.href.endsWith("#part") },
  frame: async () => { const m = heard(), f = make("iframe"); f.src = "/parts/near.html"; loaded(f); const d = (await m).data; return d.near === HERE + "/parts/near.html" && d.top },
  frameFar: async () => { const m = heard(); document.getElementById("far").contentWindow.postMessage("hello", THERE); const e = await m; return e.data.heard === "hello" && e.data.from === THERE && e.origin === THERE },
  frameInside: async () => { const f = make("iframe"); f.src = "/parts/near.html"; await loaded(f); return f.contentDocument.getElementById("n").textContent === "near" && f.contentWindow.location.pathname === "/parts/near.html" },
  top: () => window.top === window && parent === window && self === top,
  form: async () => { const f = document.getElementById("answer"); const done = wait(d => { f.onload = d }); document.getElementById("form").submit(); await done; return f.contentWindow.location.search === "?q=1" && f.contentDocument.getElementById("p").textContent === "asked" },
  range: async () => { const r = await fetch("/sound/hush.wav", { headers: { Range: "bytes=4-9" } }); const b = await r.arrayBuffer(); return r.status === 206 && b.byteLength === 6 && /^bytes 4-9\//.test(r.headers.get("content-range")) },
  sound: async () => { const a = document.getElementById("audio"); if (a.readyState < 1) await wait(done => { a.onloadedmetadata = done; a.load() }); return Math.abs(a.duration - 2) < 0.1 },
  clock: () => Math.abs(Date.now() - {captured}) < 36e5 && Math.abs(new Date() - {captured}) < 36e5,
  random: () => { const r = Math.random(); return r >= 0 && r < 1 },
  events: () => wait(done => { const e = new EventSource("/live/stream"); e.onerror = () => { e.close(); done(true) }; e.onmessage = () => { e.close(); done(true) } }),
  socket: () => wait(done => { try { const s = new WebSocket(HERE.replace("http", "ws") + "/live/socket"); s.onerror = () => done(true); s.onopen = () => done(false) } catch { done(true) } }),
  beacon: () => typeof navigator.sendBeacon("/data/beacon", "x") === "boolean",
  canvas: async () => { const i = make("img"); i.crossOrigin = "anonymous"; i.src = THERE + "/pix/canvas.png"; await loaded(i); const c = document.createElement("canvas").getContext("2d"); c.drawImage(i, 0, 0); return c.getImageData(0, 0, 1, 1).data[1] === 128 },
  blob: async () => { const i = make("img"); i.src = URL.createObjectURL(await (await fetch("/pix/blob.png?w=23")).blob()); await loaded(i); return i.naturalWidth === 23 },
  rule: async () => { const s = document.createElement("style"); document.head.append(s); s.sheet.insertRule("#t2 { background: url(/pix/rule.png) }"); return s.sheet.cssRules[0].cssText.includes("/pix/rule.png") },
  styled: async () => { const l = make("link"); l.rel = "stylesheet"; l.href = "/style/added.css?v=1"; return await loaded(l) !== null },
  ld: () => JSON.parse(document.querySelector('script[type="application/ld+json"]').textContent).url === HERE + "/reef.html",
  current: () => window.currentScriptSrc === HERE + "/code/reef.js",
  evaluated: async () => eval("location.pathname") === "/reef.html" && new Function("return location.host")() === new URL(HERE).host,
  parser: () => new DOMParser().parseFromString("<a href=/q>x</a>", "text/html").querySelector("a").getAttribute("href") === "/q",
  referrer: () => document.referrer === "" || document.referrer.startsWith(HERE),
}
window.currentScriptSrc = document.currentScript.src
document.write('<script src="/code/written.js"><\/script>')
addEventListener("load", async () => {
  const answers = {}
  for (const [name, check] of Object.entries(checks)) {
    try { answers[name] = (await Promise.race([check(), wait(() => {})])) === true || "wrong" } catch (e) { answers[name] = String(e) }
  }
  window.reef = answers
})
