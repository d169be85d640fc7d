/** What a command's exit code says. */
export const exitCodes = { ok: 0, problems: 1, error: 2, partial: 4 } as const;

/** An error that the user can fix. Only its message is shown: it says where, what, and how to fix it. */
export class UserError extends Error {
  constructor(message: string) {
    super(fitToShow(message));
  }
}

/** What to tell of anything that was thrown. */
export const messageOf = (error: unknown): string => fitToShow(error instanceof Error ? error.message : String(error));

/** User and password of an address. */
const credentials = /(\w:\/\/)[^\s/?#@]*(?:@[^\s/?#@]*)*@/g;
/** With these a server's text could rewrite what a terminal shows. */
const control = /(?![\n\t])\p{Cc}/gu;

/** A text from anywhere as it may be printed: without credentials in addresses, and without a terminal's commands. */
export const fitToShow = (text: string): string => text.replace(credentials, "$1***@").replace(control, "\ufffd");
