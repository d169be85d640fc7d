/** Foreign text in the TypeScript that we write. Whatever a server or a file says goes through here, so it stays text. */

/**
 * What stands in no source text as it is: it ends a line, hides, or turns the order of what a reader sees. A lone
 * surrogate has no UTF-8 form; a carriage return is read as a line feed.
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
 * Whether a template that is read raw holds the text as it stands. A backslash escapes nothing there, but at the end
 * it would take the closing backtick away.
 */
export const isRawTemplate = (text: string): boolean => !/`|\$\{|\\$/.test(text) && !unreadable.test(text);

/** What begins a comment that tells a tool something, such as `@ts-nocheck`. */
const directive = /^(?:[@#/]|(?:biome|eslint|prettier|tslint|deno|c8|v8|istanbul)\b)/i;

/** A comment on a line of its own, without its end. */
export function lineComment(text: string): string {
  const line = text.replaceAll(/[\s\p{C}]+/gu, " ").trim();
  return `// ${directive.test(line) ? `"${line}"` : line}`;
}

/** The key of an object literal. `__proto__` is one only in brackets: elsewhere it sets the prototype. */
export function propertyKey(name: string): string {
  if (name === "__proto__") return '["__proto__"]';
  return isWord(name) ? name : stringLiteral(name);
}

/** Whether a constant of a module can have the name. */
export const isIdentifier = (name: string): boolean => isWord(name) && !reserved.has(name);

const isWord = (name: string): boolean => /^[A-Za-z_$][\w$]*$/.test(name);

/** Words of the language, those of strict mode included, and names that already mean a value. Source: ECMA-262, 12.7. */
const reserved: ReadonlySet<string> = new Set([
  ...["await", "break", "case", "catch", "class", "const", "continue", "debugger", "default", "delete", "do", "else"],
  ...["enum", "export", "extends", "false", "finally", "for", "function", "if", "import", "in", "instanceof", "new"],
  ...["null", "return", "super", "switch", "this", "throw", "true", "try", "typeof", "var", "void", "while", "with"],
  ...["yield", "let", "static", "implements", "interface", "package", "private", "protected", "public"],
  ...["arguments", "eval", "undefined", "NaN", "Infinity"],
]);
