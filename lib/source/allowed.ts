import { type AnyNode, type Comment, type Literal, type Node, parse } from "acorn";

/** What a module that we write from foreign text may use. Everything else in it is refused. */
export interface AllowedWords {
  /** Which names it may import, by module. */
  readonly imports: ReadonlyMap<string, (name: string) => boolean>;
  /** Which members of an imported name it may use, such as those of `metric`; nested ones by a path with dots. */
  readonly members?: ReadonlyMap<string, (name: string) => boolean>;
  /** The methods that it may call on what its helpers make. */
  readonly methods: ReadonlySet<string>;
}

interface Scope extends AllowedWords {
  readonly helpers: Set<string>;
  readonly constants: Set<string>;
}

type Typed<T extends AnyNode["type"]> = Extract<AnyNode, { type: T }>;

/**
 * Reads a module without running it, and says what in it is more than a definition: imports of known names, constants,
 * a default export; in them literals, objects, lists, known helpers with known methods, `promql` tags.
 * @returns one sentence each with its line; none where it can be imported
 */
export function refusals(code: string, words: AllowedWords): string[] {
  const comments: Comment[] = [];
  const scope = { ...words, helpers: new Set<string>(), constants: new Set(["undefined", "Infinity"]) };
  try {
    const program = parse(code, { ecmaVersion: 2022, sourceType: "module", locations: true, onComment: comments });
    const blocks = comments
      .filter(({ type }) => type === "Block")
      .map((comment) => told(comment, "a comment in /* */"));
    return [...blocks, ...program.body.flatMap((node) => [...inStatement(node, scope)])];
  } catch (error) {
    if (error instanceof SyntaxError) return [`it cannot be read: ${error.message}`];
    throw error;
  }
}

const told = ({ loc }: Pick<Node, "loc">, what: string): string => `line ${loc?.start.line}: ${what}`;

function* inStatement(node: AnyNode, scope: Scope): Generator<string> {
  if (node.type === "ImportDeclaration") yield* inImport(node, scope);
  else if (node.type === "ExportDefaultDeclaration") yield* inValue(node.declaration, scope);
  else if (node.type !== "VariableDeclaration" || node.kind !== "const")
    yield told(node, `code of the kind ${node.type}`);
  else
    for (const { id, init } of node.declarations) {
      if (init) yield* inValue(init, scope);
      if (id.type === "Identifier") scope.constants.add(id.name);
      else yield told(id, `code of the kind ${id.type}`);
    }
}

function* inImport(node: Typed<"ImportDeclaration">, { imports, helpers }: Scope): Generator<string> {
  const isKnown = imports.get(String(node.source.value));
  // Without names, it would run the module and nothing else.
  if (!isKnown || node.specifiers.length === 0) yield told(node, `an import of ${node.source.raw}`);
  for (const one of node.specifiers) {
    const name = one.type === "ImportSpecifier" && one.imported.type === "Identifier" ? one.imported.name : undefined;
    if (name === one.local.name && isKnown?.(name)) helpers.add(name);
    else yield told(one, `an import of ${one.local.name} from ${node.source.raw}`);
  }
}

function* inValue(node: AnyNode, scope: Scope): Generator<string> {
  switch (node.type) {
    case "Literal":
      if (!isPlain(node)) yield told(node, `the literal ${node.raw}`);
      break;
    case "UnaryExpression":
      if (node.operator !== "-" || !isNumber(node.argument)) yield told(node, `the operator ${node.operator}`);
      break;
    case "Identifier":
      if (!scope.helpers.has(node.name) && !scope.constants.has(node.name)) yield told(node, `the name ${node.name}`);
      break;
    case "ArrayExpression":
      for (const element of node.elements) if (element) yield* inValue(element, scope);
      break;
    case "ObjectExpression":
      for (const property of node.properties) yield* inProperty(property, scope);
      break;
    case "TaggedTemplateExpression":
      if (node.tag.type !== "Identifier" || node.tag.name !== "promql" || !scope.helpers.has("promql"))
        yield told(node, "a tag that is not promql");
      for (const inner of node.quasi.expressions) yield* inValue(inner, scope);
      break;
    case "CallExpression":
      yield* inCall(node, scope);
      break;
    case "MemberExpression":
      yield* inMember(node, scope, "the member");
      break;
    default:
      yield told(node, `code of the kind ${node.type}`);
  }
}

/** A regular expression that this Node cannot make has the value null too. */
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
  if (typeof name !== "string" || kind !== "init" || method) yield told(node, "a property that is not plain");
  if (name === "__proto__" && !computed) yield told(node, "a prototype");
  yield* inValue(node.value, scope);
}

function* inCall(node: Typed<"CallExpression">, scope: Scope): Generator<string> {
  const { callee } = node;
  if (node.optional) yield told(node, "an optional call");
  if (callee.type === "Identifier") {
    if (!scope.helpers.has(callee.name)) yield told(callee, `a call of ${callee.name}()`);
  } else if (callee.type !== "MemberExpression") yield told(callee, `a call of code of the kind ${callee.type}`);
  else {
    const { object, property } = callee;
    const name = memberName(callee);
    if (object.type === "CallExpression") {
      if (name === undefined || !scope.methods.has(name))
        yield told(property, `a call of the method ${name ?? "[]"}()`);
      yield* inCall(object, scope);
    } else yield* inMember(callee, scope, "a call of");
  }
  for (const arg of node.arguments) yield* inValue(arg, scope);
}

const memberName = ({ property, computed }: Typed<"MemberExpression">): string | undefined =>
  !computed && property.type === "Identifier" ? property.name : undefined;

/** A member of an imported name, such as `panels.thresholds.steps`. */
function* inMember(node: Typed<"MemberExpression">, { helpers, members }: Scope, what: string): Generator<string> {
  const path: string[] = [];
  let object: AnyNode = node;
  for (; object.type === "MemberExpression"; object = object.object) path.unshift(memberName(object) ?? "[]");
  const root = object.type === "Identifier" ? object.name : undefined;
  const isKnown = root !== undefined && helpers.has(root) && members?.get(root)?.(path.join("."));
  if (!isKnown || node.optional) yield told(node, `${what} ${[root ?? object.type, ...path].join(".")}`);
}
