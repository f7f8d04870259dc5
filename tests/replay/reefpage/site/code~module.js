import { pre } from "./pre.js"
import { coral } from "coral"
import sea from "sea"
window.modules = { pre, coral, sea, meta: import.meta.url }
window.lazyModule = import("./lazy.js").then(m => m.lazy)
