/** Times are shown as the reader's machine shows them. */
export const timeZone = "browser";
