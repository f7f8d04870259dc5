export const pre = 1
