/** Hours, minutes and seconds since a rehearsal's beginning, which lasts less than a day. */
export const clock = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(11, 19);
