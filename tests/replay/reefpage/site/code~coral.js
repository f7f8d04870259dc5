export const coral = "coral"
