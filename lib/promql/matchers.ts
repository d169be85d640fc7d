import { rewritten } from "./promql.ts";
import { partsOf, type VectorSelector } from "./syntax/ast.ts";
import { parse } from "./syntax/parse.ts";

/**
 * Adds matchers to the selectors of an expression, after those that they have. A matcher on a label that a selector names
 * already is left out. An expression that Prometheus refuses stays as it is.
 * @param matchersOf labels and the text after them for each selector: `{ cluster: '=~"$cluster"' }`
 */
export function addMatchers(
  text: string,
  matchersOf: (selector: VectorSelector) => Readonly<Record<string, string>>,
): string {
  const { ast } = parse(text, { grafana: true });
  if (!ast) return text;
  const added = partsOf(ast)
    .flatMap((part) => (part.kind === "selector" ? [insertion(text, part, matchersOf(part))] : []))
    .filter((one) => one.text !== "")
    .sort((a, b) => a.at - b.at);
  let result = "";
  let from = 0;
  for (const one of added) {
    result += text.slice(from, one.at) + one.text;
    from = one.at;
  }
  return added.length === 0 ? text : rewritten(result + text.slice(from), text, added);
}

function insertion(text: string, { name, matchers, from }: VectorSelector, wanted: Readonly<Record<string, string>>) {
  const named = new Set(matchers.map(({ label }) => label.text));
  const written = Object.entries(wanted)
    .filter(([label]) => !named.has(label))
    .map(([label, rest]) => label + rest)
    .join(",");
  const last = matchers.at(-1);
  if (written === "") return { at: from, text: "" };
  if (last) return { at: last.to, text: `,${written}` };
  const end = name?.to ?? from;
  const brace = /^\s*\{/.exec(text.slice(end));
  return brace ? { at: end + brace[0].length, text: written } : { at: end, text: `{${written}}` };
}
