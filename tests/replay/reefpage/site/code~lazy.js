export const lazy = new URL("../pix/meta.png", import.meta.url).pathname
