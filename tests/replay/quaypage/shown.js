// Checks of what is shown without the page's scripts, run from outside and again until all is there (where
// scripts are off no timer runs). The value is {name: true or what is wrong}.
(async () => {
  const of = id => document.getElementById(id), all = (...found) => found.find(f => f !== true) ?? true
  await Promise.all([...document.images].filter(i => i.getAttribute("src") || i.srcset).map(i => i.decode().catch(() => 0)))
  const plain = url => { try { return decodeURI(url) } catch { return url } }
  const got = (name, view = window) => view.performance.getEntriesByType("resource").some(e => plain(e.name).endsWith(name) && e.responseStatus === 200) || "not fetched: " + name
  const never = name => !performance.getEntriesByType("resource").some(e => e.name.includes(name)) || "fetched: " + name
  const width = (id, n = 7) => of(id).naturalWidth === n || "width " + of(id).naturalWidth
  const dyed = (id, doc = document) => { const is = getComputedStyle(doc.getElementById(id)).color; return is === "rgb(10, 20, 30)" || is }
  const inside = id => of(id).contentDocument
  const page = (id, title, text) => { const d = inside(id); return d.title === title && d.getElementById("p").textContent === text && d.getElementById("i").naturalWidth === 4 || [d.title, d.getElementById("p")?.textContent, d.getElementById("i")?.naturalWidth].join() }
  const checks = {
    importLayer: () => all(dyed("layered"), got("/pix/layered.png")),
    importSupports: () => dyed("supported"),
    importEscaped: () => all(dyed("weird"), got("/style/we ird.png")),
    importSpaced: () => all(dyed("spaced"), dyed("commented")),
    importNever: () => never("never.css"),
    importLoop: () => got("/style/loop2.css"),
    untyped: () => dyed("untyped"),
    doubleCoding: () => all(dyed("twice"), got("/pix/twice.png")),
    codingNone: () => dyed("mis"),
    gzipChunked: () => dyed("trail"),
    http10: () => dyed("old"),
    styleUtf16: () => all(dyed("bom16"), got("/pix/знак.png")),
    styleLatin: () => all(dyed("latin"), getComputedStyle(of("latin"), "::after").content === '"é“"' || getComputedStyle(of("latin"), "::after").content),
    styleFar: () => dyed("away"),
    cdo: () => dyed("cdo"),
    comments: () => all(got("/pix/after-comment.png"), never("never1"), never("never2")),
    star: () => got("/pix/*star.png"),
    folded: () => got("/pix/folded.png"),
    quotes: () => all(performance.getEntriesByType("resource").some(e => /\/pix\/it(%22|")s\.png$/.test(e.name) && e.responseStatus === 200) || "not fetched"),
    localUrl: () => getComputedStyle(of("local")).clipPath === 'url("#clip")' || getComputedStyle(of("local")).clipPath,
    variable: () => got("/pix/vari.png"),
    listEdgeMask: () => all(got("/pix/ticks.png"), got("/pix/edge.png"), performance.getEntriesByType("resource").some(e => e.name.endsWith("/pix/mask.png")) || "no mask"),
    deepRules: () => all(got("/pix/deep-rule.png"), got("/pix/nest.png")),
    imageSets: () => all(got("/pix/typed.png"), got("/pix/prefixed.png")),
    semicolons: () => got("/pix/semi;colon.png?a=(1)"),
    styleBare: () => got("/pix/bare.png"),
    styleApos: () => all(got("/pix/apos.png"), dyed("apos")),
    styleOdd: () => got("/pix/odd.png"),
    entities: () => width("entity", 5),
    brokenLine: () => width("broken", 8),
    backslashes: () => width("slashes", 9),
    percent: () => all(width("percent", 10), width("tilde", 11)),
    marks: () => all(width("marks", 12), width("double", 13), width("semicolon", 14), width("question", 15)),
    fragment: () => width("frag", 16),
    upperHost: () => width("upper", 17),
    idn: () => all(width("named", 18), width("puny", 19)),
    long: () => width("long", 20),
    plus: () => width("plus", 21),
    defaultPort: () => width("user", 22),
    unquoted: () => width("noquote", 23),
    aboveRoot: () => width("up", 24),
    setCommas: () => width("commas", 25),
    setData: () => width("datas", 1),
    setOdd: () => all(width("sole", 28), got("/pix/sized.png?w=29")),
    pictureType: () => width("typedpic", 31),
    redirects: () => all(width("moved1", 32), width("moved2", 33), width("moved3", 34)),
    kinds: () => all(width("nolength", 34), width("nokind", 35), width("textkind", 36)),
    loop: () => width("loop", 0),
    body: () => got("/pix/body.png"),
    svgLocal: () => all(of("use").getBBox().width === 5 || "use", getComputedStyle(of("rect")).fill.includes("#grad") || getComputedStyle(of("rect")).fill, getComputedStyle(of("rect")).opacity === "0.5" || "import in svg"),
    svgPictures: () => all(got("/pix/svgpic.png"), got("/pix/pattern.png")),
    objectPage: () => all(inside("pageobject")?.getElementById("p").textContent === "inner" || "no document"),
    sources: () => all(Math.abs(of("clip2").duration - 2) < 0.1 || "duration " + of("clip2").duration, of("clip2").currentSrc.endsWith("bell.wav#t=1") || of("clip2").currentSrc),
    base: () => { const d = inside("based"); return d.getElementById("i").naturalWidth === 41 && dyed("p", d) === true || d.getElementById("i").naturalWidth + dyed("p", d) },
    frameset: () => all(inside("framed").querySelectorAll("frame").length === 2, [...inside("framed").querySelectorAll("frame")].map(f => f.contentDocument.getElementById("p").textContent).join() === "inner,second" || "frames"),
    utf16: () => page("utf16", "Причал", "пристань"),
    bom: () => page("bom", "Причал", "пристань"),
    shiftJis: () => all(page("sjis", "表示能力", "ソ連十分"), got("/pix/能.png", of("sjis").contentWindow)),
    korean: () => page("korean", "부두", "항구"),
    gbk: () => page("gbk", "码头", "镕"),
    xhtml: () => all(inside("xhtml").getElementById("i")?.naturalWidth === 4 || "picture", dyed("p", inside("xhtml")), got("/pix/cdata.png", of("xhtml").contentWindow)),
    xmlStyle: () => { const t = inside("xml").querySelector("title"); return getComputedStyle(t).color === "rgb(10, 20, 30)" || getComputedStyle(t).color },
    srcdocBase: () => { const d = inside("docquirk"); return d.getElementById("i").naturalWidth === 40 && got("/dock/srcdoc.png", d.defaultView) === true && getComputedStyle(d.querySelector("p")).color === "rgb(10, 20, 30)" || [d.getElementById("i").naturalWidth, got("/dock/srcdoc.png", d.defaultView), getComputedStyle(d.querySelector("p")).color].join() },
    nested: () => { const d = inside("nested").getElementById("n").contentDocument; return d.getElementById("i").naturalWidth === 42 && d.getElementById("n").contentDocument.getElementById("p").textContent === "inner" },
    denied: () => inside("denied")?.title === "denied" || String(inside("denied")?.title),
    template: () => never("never3"),
  }
  const scriptless = {
    plainly: () => all(width("plainly", 38), getComputedStyle(of("plainly")).height === "30px" || "no style"),
  }
  const answers = {}
  for (const [name, check] of Object.entries({ ...checks, ...(of("plainly") ? scriptless : {}) })) {
    try { answers[name] = await check(); if (answers[name] === false) answers[name] = "wrong" } catch (e) { answers[name] = String(e) }
  }
  return answers
})()
