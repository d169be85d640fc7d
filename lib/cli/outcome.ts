/** What a command's exit code says. */
export const exitCodes = { fine: 0, problems: 1, trouble: 2, partial: 4 } as const;

/** Trouble that its reader can mend: told by its message alone, which says where, what and how to mend it. */
export class Trouble extends Error {}

/** What to tell of anything that was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
