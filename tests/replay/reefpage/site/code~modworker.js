import { coral } from "./coral.js"; postMessage(coral)
