onconnect = e => fetch("/data/shared.json").then(r => r.json()).then(d => e.ports[0].postMessage(d.name))
