import { type AnyNode, parse } from "acorn";

/** The names that code uses and does not define; none where it cannot be read. */
export function namesUsed(code: string): ReadonlySet<string> {
  const used = new Set<string>();
  const defined = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit);
    if (typeof value !== "object" || value === null || !("type" in value)) return;
    const node = value as AnyNode;
    if (node.type === "Identifier") used.add(node.name);
    if (node.type === "VariableDeclarator" && node.id.type === "Identifier") defined.add(node.id.name);
    // The names of properties and of methods name nothing here.
    for (const [key, inner] of Object.entries(node))
      if (!((key === "property" || key === "key") && !(node as { computed?: boolean }).computed)) visit(inner);
  };
  try {
    visit(parse(code, { ecmaVersion: 2022, sourceType: "module" }));
  } catch (error) {
    if (error instanceof SyntaxError) return new Set();
    throw error;
  }
  return new Set([...used].filter((name) => !defined.has(name)));
}
