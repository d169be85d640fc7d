import { LineCounter, parseAllDocuments } from "yaml";

/** The documents of a YAML text, and the text and the lines to which their ranges refer. */
interface Documents {
  readonly documents: ReturnType<typeof parseAllDocuments>;
  readonly text: string;
  readonly lines: LineCounter;
}

/**
 * Reads YAML as the servers' parser does: where a quoted text goes on in the next line, that line needs no indentation. YAML
 * asks for it, and so does the yaml package: it gets the text with these lines indented, which is the same text to YAML.
 */
export function readDocuments(text: string): Documents {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, uniqueKeys: true });
  const errors = Array.isArray(documents) ? documents.flatMap(({ errors }) => errors) : [];
  const unclosed = errors.find(({ message }) => /^Missing closing ["']quote/.test(message));
  const indented = unclosed && indentedAt(text, unclosed.pos[0], unclosed.message.includes('"') ? '"' : "'");
  return indented === undefined ? { documents, text, lines } : readDocuments(indented);
}

/** A quoted text as the value of a key or of an item, open to the end of what is searched. */
const open = {
  '"': /(?<=[:,[{-] *|^ *)"(?:[^"\\]|\\[\s\S])*$/,
  "'": /(?<=[:,[{-] *|^ *)'(?:[^']|'')*$/,
} as const;
const whole = { '"': /"(?:[^"\\]|\\[\s\S])*"/y, "'": /'(?:[^']|'')*'/y } as const;

/**
 * @param at the end of a line of a quoted text, after which a line stands too far to the left
 * @returns undefined where the text is not closed, or goes on as far to the right already
 */
function indentedAt(text: string, at: number, quote: '"' | "'"): string | undefined {
  let lineStart = at;
  let begins: RegExpExecArray | null = null;
  while (lineStart > 0 && !begins) {
    lineStart = text.lastIndexOf("\n", lineStart - 2) + 1;
    begins = open[quote].exec(text.slice(lineStart, at));
  }
  if (!begins) return undefined;
  const pattern = new RegExp(whole[quote]);
  pattern.lastIndex = lineStart + begins.index;
  const [quoted] = pattern.exec(text) ?? [];
  // A mark between documents ends the text.
  if (quoted === undefined || /\n(?:---|\.\.\.)(?:\s|$)/.test(quoted)) return undefined;
  const indent = " ".repeat(begins.index + 1);
  const deeper = quoted.replace(/\n[ \t]*(?=\S)/g, `\n${indent}`);
  if (deeper === quoted) return undefined;
  return text.slice(0, pattern.lastIndex - quoted.length) + deeper + text.slice(pattern.lastIndex);
}
