/** External text in generated TypeScript: text from servers and files goes through these functions, so that it stays text. */

/**
 * Characters that are always escaped: they end a line, are invisible, or change the direction of text. A lone
 * surrogate has no UTF-8 form; JavaScript reads a carriage return as a line feed.
 */
const unreadable = /(?![\t\n])[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;
const unreadables = new RegExp(unreadable, "gu");

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** A string literal. In double quotes, unless single ones save escapes: the formatter's rule. */
export function stringLiteral(text: string): string {
  const double = JSON.stringify(text).replaceAll(unreadables, escaped);
  if (count(text, '"') <= count(text, "'")) return double;
  return `'${double.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

const count = (text: string, character: string): number => text.split(character).length - 1;

/**
 * Whether a raw template can contain the text unchanged. A backslash escapes nothing there, except the closing backtick
 * at the end.
 */
export const isRawTemplate = (text: string): boolean => !/`|\$\{|\\$/.test(text) && !unreadable.test(text);

/** The start of a comment that is an instruction to a tool, such as `@ts-nocheck`. */
const directive = /^(?:[@#/]|(?:biome|eslint|prettier|tslint|deno|c8|v8|istanbul)\b)/i;

/** A comment on its own line, without the line break. */
export function lineComment(text: string): string {
  const line = text.replaceAll(/[\s\p{C}]+/gu, " ").trim();
  return `// ${directive.test(line) ? `"${line}"` : line}`;
}

/** The key of an object literal. Without brackets, `__proto__` sets the prototype. */
export function propertyKey(name: string): string {
  if (name === "__proto__") return '["__proto__"]';
  return isWord(name) ? name : stringLiteral(name);
}

/** Whether it is a valid name of a constant in a module. */
export const isIdentifier = (name: string): boolean => isWord(name) && !reserved.has(name);

const isWord = (name: string): boolean => /^[A-Za-z_$][\w$]*$/.test(name);

/** Reserved words, those of strict mode included, and names of predefined values. Source: ECMA-262, 12.7. */
const reserved: ReadonlySet<string> = new Set([
  ...["await", "break", "case", "catch", "class", "const", "continue", "debugger", "default", "delete", "do", "else"],
  ...["enum", "export", "extends", "false", "finally", "for", "function", "if", "import", "in", "instanceof", "new"],
  ...["null", "return", "super", "switch", "this", "throw", "true", "try", "typeof", "var", "void", "while", "with"],
  ...["yield", "let", "static", "implements", "interface", "package", "private", "protected", "public"],
  ...["arguments", "eval", "undefined", "NaN", "Infinity"],
]);
