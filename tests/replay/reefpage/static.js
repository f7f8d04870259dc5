// Checks of what a page shows without its scripts, run from outside the page. The value is {name: true or what is wrong}.
(async () => {
  await Promise.all([...document.images].filter(i => i.src && i.id !== "lazy").map(i => { i.loading = "eager"; return i.decode().catch(() => 0) }))
  const asked = performance.getEntriesByType("resource")
  const got = (...names) => names.every(name => asked.some(e => decodeURI(e.name).includes(name) && (e.responseStatus === 200 || e.responseStatus === 0 && e.decodedBodySize >= 0 && e.duration > 0))) || "not fetched: " + names
  const of = id => document.getElementById(id)
  const inside = id => of(id).contentDocument || of(id).getSVGDocument?.()
  const width = (id, n = 7) => of(id).naturalWidth === n || "width " + of(id).naturalWidth
  const dyed = id => getComputedStyle(of(id)).color === "rgb(10, 20, 30)" || getComputedStyle(of(id)).color
  const all = (...found) => found.find(f => f !== true) ?? true
  const checks = {
    linked: () => getComputedStyle(of("h")).color === "rgb(1, 2, 3)",
    nested: () => all(dyed("nested"), got("/pix/deep.png")),
    inner: () => dyed("inner"),
    block: () => got("/pix/block.png"),
    inline: () => got("/pix/inline.png"),
    set: () => got("/pix/set1.png"),
    content: () => got("/pix/tick.png"),
    escaped: () => got("/pix/escaped.png"),
    gzip: () => dyed("gz"),
    brotli: () => dyed("br"),
    deflate: () => dyed("zz"),
    chunked: () => dyed("ch"),
    gzipChunked: () => dyed("both"),
    movedStyle: () => dyed("moved"),
    sealed: () => dyed("sealed"),
    shiftJis: () => all(getComputedStyle(of("kana"), "::after").content === '"日本表"' || getComputedStyle(of("kana"), "::after").content, got("/pix/表.png")),
    plain: () => width("plain", 3),
    scheme: () => width("scheme"),
    dense: () => width("dense", 21),
    wide: () => got("/pix/wide,"),
    picture: () => width("pic", 13),
    later: () => width("later"),
    chain: () => width("hop", 11),
    letters: () => all(width("letters"), width("quoted")),
    blank: () => width("blank"),
    dots: () => width("dots"),
    datum: () => width("datum", 1),
    svgUse: () => all(inside("drawn").getElementById("use").getBBox().width > 0 || "use empty", inside("drawn").getElementById("xuse").getBBox().width > 0 || "xlink use empty"),
    svgImage: () => { const got = inside("drawn").defaultView.performance.getEntriesByType("resource").filter(e => e.responseStatus === 200 && /svgx?.png$/.test(e.name)); return got.length === 2 || got.length + " of 2" },
    base: () => inside("based").getElementById("i").naturalWidth === 19,
    cp1251: () => inside("cyr").title === "Коралл" && inside("cyr").getElementById("p").textContent === "Риф" && inside("cyr").getElementById("i").naturalWidth === 4,
    srcdoc: () => inside("doc").getElementById("a").textContent === "hello" && inside("doc").getElementById("b").naturalWidth === 17,
    landed: () => inside("landed").title === "landed",
    object: () => inside("object")?.getElementById("c") != null,
    embed: () => inside("embedding").getElementById("embed").getSVGDocument()?.getElementById("c") != null,
    poster: () => got("/pix/poster.png"),
    track: async () => { of("video").textTracks[0].mode = "showing"; for (let n = 0; n < 40 && !of("video").textTracks[0].cues?.length; n++) await new Promise(d => setTimeout(d, 50)); return of("video").textTracks[0].cues?.length === 1 },
    audio: async () => { for (let n = 0; n < 40 && of("audio").readyState < 1; n++) await new Promise(d => setTimeout(d, 50)); return Math.abs(of("audio").duration - 2) < 0.1 },
    table: () => got("/pix/table.png", "/pix/cell.png"),
    button: () => got("/pix/button.png"),
    preload: () => got("/pix/preload.png"),
    font: () => asked.some(e => e.name.includes("/style/none.txt")) || [...document.fonts].length === 1,
    ld: () => document.querySelector('script[type="application/ld+json"]').textContent.includes('"{here}/pix/ld.png"'),
    canonical: () => document.querySelector("link[rel=canonical]").getAttribute("href") === "{here}/reef.html",
  }
  const answers = {}
  for (const [name, check] of Object.entries(checks)) {
    try { answers[name] = await check(); if (answers[name] === false) answers[name] = "wrong" } catch (e) { answers[name] = String(e) }
  }
  return answers
})()
