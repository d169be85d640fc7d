/**
 * The three ways to write a Grafana variable: `$name`, `${name}` with field or format, and the old `[[name]]`.
 * `$1` is none: it stands for a group in label_replace.
 */
const variable = /\$[A-Za-z_]\w*|\$\{\w+(?:\.[^:}]+)?(?::[^}]+)?\}|\[\[[A-Za-z_]\w*(?::\w+)?\]\]/y;

/** Where the Grafana variable that starts at `from` ends, or undefined if none starts there. */
export function variableEnd(text: string, from: number): number | undefined {
  const first = text[from];
  if (first !== "$" && first !== "[") return undefined;
  variable.lastIndex = from;
  return variable.test(text) ? variable.lastIndex : undefined;
}

/** Whether a Grafana variable stands anywhere in the text. */
export function hasVariable(text: string): boolean {
  return findVariables(text).length > 0;
}

/** The text with every variable replaced by a stand-in. */
export function replaceVariables(text: string, standIn: string): string {
  let result = "";
  let at = 0;
  for (const { from, to } of findVariables(text)) {
    result += text.slice(at, from) + standIn;
    at = to;
  }
  return result + text.slice(at);
}

function findVariables(text: string): { from: number; to: number }[] {
  const found = [];
  for (let at = 0; at < text.length; ) {
    const end = variableEnd(text, at);
    if (end !== undefined) found.push({ from: at, to: end });
    at = end ?? at + 1;
  }
  return found;
}
