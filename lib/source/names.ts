import { type AnyNode, parse } from "acorn";

/** The names that code uses and does not define; none if it cannot be parsed. */
export function namesUsed(code: string): ReadonlySet<string> {
  try {
    const nodes = [...nodesIn(parse(code, { ecmaVersion: 2022, sourceType: "module" }))];
    const defined = nodes.flatMap((node) =>
      node.type === "VariableDeclarator" && node.id.type === "Identifier" ? [node.id.name] : [],
    );
    const used = new Set(nodes.flatMap((node) => (node.type === "Identifier" ? [node.name] : [])));
    return new Set([...used].filter((name) => !defined.includes(name)));
  } catch (error) {
    if (error instanceof SyntaxError) return new Set();
    throw error;
  }
}

/** Every node of a tree, except names of properties and methods. */
function* nodesIn(value: unknown): Generator<AnyNode> {
  if (Array.isArray(value)) for (const item of value) yield* nodesIn(item);
  if (typeof value !== "object" || value === null || !("type" in value)) return;
  const node = value as AnyNode;
  yield node;
  for (const [key, inner] of Object.entries(node)) {
    const isName = (key === "property" || key === "key") && !("computed" in node && node.computed);
    if (!isName) yield* nodesIn(inner);
  }
}
