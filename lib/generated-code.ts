import { type AnyNode, type Comment, type Literal, type Node, parse } from "acorn";

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

/** The names that a module made of external text may use. Everything else in it is refused. */
export interface AllowedCode {
  /** The names that it may import, by module; `default` is a default import of any name. */
  readonly imports: ReadonlyMap<string, (name: string) => boolean>;
  /** The members of an imported name that it may use, such as those of `metric`; nested ones by a path with dots. */
  readonly members?: ReadonlyMap<string, (name: string) => boolean>;
  /** The methods that it may call on the results of imported functions. */
  readonly methods: ReadonlySet<string>;
}

interface Scope extends AllowedCode {
  readonly imported: Set<string>;
  readonly constants: Set<string>;
}

type Typed<T extends AnyNode["type"]> = Extract<AnyNode, { type: T }>;

/**
 * Parses a module without running it, and lists everything in it that is more than a definition. Allowed are imports of
 * known names, constants and a default export; in them literals, objects, lists, calls of imported functions with known
 * methods, and `promql` tags.
 * @returns one line each with its line number; none if it can be imported
 */
export function refusals(code: string, allowed: AllowedCode): string[] {
  const comments: Comment[] = [];
  const scope = { ...allowed, imported: new Set<string>(), constants: new Set(["undefined", "Infinity"]) };
  try {
    const program = parse(code, { ecmaVersion: 2022, sourceType: "module", locations: true, onComment: comments });
    const blocks = comments
      .filter(({ type }) => type === "Block")
      .map((comment) => refusal(comment, "a comment in /* */"));
    return [...blocks, ...program.body.flatMap((node) => [...inStatement(node, scope)])];
  } catch (error) {
    if (error instanceof SyntaxError) return [`it cannot be parsed: ${error.message}`];
    throw error;
  }
}

const refusal = ({ loc }: Pick<Node, "loc">, what: string): string => `line ${loc?.start.line}: ${what}`;

function* inStatement(node: AnyNode, scope: Scope): Generator<string> {
  if (node.type === "ImportDeclaration") yield* inImport(node, scope);
  else if (node.type === "ExportDefaultDeclaration") yield* inValue(node.declaration, scope);
  else if (node.type !== "VariableDeclaration" || node.kind !== "const")
    yield refusal(node, `code of the kind ${node.type}`);
  else
    for (const { id, init } of node.declarations) {
      if (init) yield* inValue(init, scope);
      if (id.type === "Identifier") scope.constants.add(id.name);
      else yield refusal(id, `code of the kind ${id.type}`);
    }
}

function* inImport(node: Typed<"ImportDeclaration">, { imports, imported }: Scope): Generator<string> {
  const isKnown = imports.get(String(node.source.value));
  // An import without names only runs the module.
  if (!isKnown || node.specifiers.length === 0) yield refusal(node, `an import of ${node.source.raw}`);
  for (const one of node.specifiers) {
    const name = one.type === "ImportSpecifier" && one.imported.type === "Identifier" ? one.imported.name : undefined;
    const isDefault = one.type === "ImportDefaultSpecifier";
    if ((isDefault || name === one.local.name) && isKnown?.(isDefault ? "default" : one.local.name))
      imported.add(one.local.name);
    else yield refusal(one, `an import of ${one.local.name} from ${node.source.raw}`);
  }
}

function* inValue(node: AnyNode, scope: Scope): Generator<string> {
  switch (node.type) {
    case "Literal":
      if (!isPlain(node)) yield refusal(node, `the literal ${node.raw}`);
      break;
    case "UnaryExpression":
      if (node.operator !== "-" || !isNumber(node.argument)) yield refusal(node, `the operator ${node.operator}`);
      break;
    case "Identifier":
      if (!scope.imported.has(node.name) && !scope.constants.has(node.name))
        yield refusal(node, `the name ${node.name}`);
      break;
    case "ArrayExpression":
      for (const element of node.elements) if (element) yield* inValue(element, scope);
      break;
    case "ObjectExpression":
      for (const property of node.properties) yield* inProperty(property, scope);
      break;
    case "TaggedTemplateExpression":
      if (node.tag.type !== "Identifier" || node.tag.name !== "promql" || !scope.imported.has("promql"))
        yield refusal(node, "a tag that is not promql");
      for (const inner of node.quasi.expressions) yield* inValue(inner, scope);
      break;
    case "CallExpression":
      yield* inCall(node, scope);
      break;
    case "MemberExpression":
      yield* inMember(node, scope, "the member");
      break;
    default:
      yield refusal(node, `code of the kind ${node.type}`);
  }
}

/** A regular expression that this version of Node cannot compile has the value null too. */
const isPlain = ({ value, regex, bigint }: Literal): boolean =>
  !regex && !bigint && (value === null || ["string", "boolean", "number"].includes(typeof value));

const isNumber = (node: AnyNode): boolean =>
  node.type === "Literal" ? typeof node.value === "number" : node.type === "Identifier" && node.name === "Infinity";

function* inProperty(node: Typed<"Property" | "SpreadElement">, scope: Scope): Generator<string> {
  if (node.type === "SpreadElement") {
    yield* inValue(node.argument, scope);
    return;
  }
  const { key, computed, kind, method } = node;
  const name = key.type === "Identifier" && !computed ? key.name : key.type === "Literal" ? key.value : undefined;
  if (typeof name !== "string" || kind !== "init" || method) yield refusal(node, "a property that is not plain");
  if (name === "__proto__" && !computed) yield refusal(node, "a prototype");
  yield* inValue(node.value, scope);
}

function* inCall(node: Typed<"CallExpression">, scope: Scope): Generator<string> {
  const { callee } = node;
  if (node.optional) yield refusal(node, "an optional call");
  if (callee.type === "Identifier") {
    if (!scope.imported.has(callee.name)) yield refusal(callee, `a call of ${callee.name}()`);
  } else if (callee.type !== "MemberExpression") yield refusal(callee, `a call of code of the kind ${callee.type}`);
  else {
    const { object, property } = callee;
    const name = memberName(callee);
    if (object.type === "CallExpression") {
      if (name === undefined || !scope.methods.has(name))
        yield refusal(property, `a call of the method ${name ?? "[]"}()`);
      yield* inCall(object, scope);
    } else yield* inMember(callee, scope, "a call of");
  }
  for (const arg of node.arguments) yield* inValue(arg, scope);
}

const memberName = ({ property, computed }: Typed<"MemberExpression">): string | undefined =>
  !computed && property.type === "Identifier" ? property.name : undefined;

/** A member of an imported name, such as `panels.thresholds.steps`. */
function* inMember(node: Typed<"MemberExpression">, { imported, members }: Scope, what: string): Generator<string> {
  const path: string[] = [];
  let object: AnyNode = node;
  for (; object.type === "MemberExpression"; object = object.object) path.unshift(memberName(object) ?? "[]");
  const root = object.type === "Identifier" ? object.name : undefined;
  const isKnown = root !== undefined && imported.has(root) && members?.get(root)?.(path.join("."));
  if (!isKnown || node.optional) yield refusal(node, `${what} ${[root ?? object.type, ...path].join(".")}`);
}

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
