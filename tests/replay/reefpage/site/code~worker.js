importScripts("helper.js")
fetch("/data/worker.json").then(r => r.json()).then(d => postMessage(self.helped + " " + d.name + " " + location.pathname))
