/** Ends the reading of a regular expression. Never leaves `readRegex`. */
export class RegexFault extends Error {}

/** The part of a regular expression that is still to be read. Patterns must be sticky. */
export interface Reader {
  readonly done: boolean;
  /** The text that the last successful `match` found. */
  readonly last: string;
  /** Takes what the pattern matches here. */
  match(pattern: RegExp): string | undefined;
  /** As `match`, with the pattern's groups. */
  groups(pattern: RegExp): RegExpExecArray | undefined;
  /** Takes one character. */
  char(): string;
}

export function reader(source: string): Reader {
  let at = 0;
  let last = "";
  const groups = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const found = pattern.exec(source) ?? undefined;
    if (found) [at, last] = [at + found[0].length, found[0]];
    return found;
  };
  return {
    get done() {
      return at >= source.length;
    },
    get last() {
      return last;
    },
    groups,
    match: (pattern) => groups(pattern)?.[0],
    char: () => groups(/[\s\S]/uy)?.[0] ?? "",
  };
}
