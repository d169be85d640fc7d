import { type AnyNode, type Comment, type Expression, type Literal, type Node, parse } from "acorn";

/** What a module that we write from foreign text may use. Everything else in it is refused. */
export interface AllowedWords {
  /** The names that it may import, by module. */
  readonly imports: ReadonlyMap<string, (name: string) => boolean>;
  /** The methods that it may call on what its helpers make. */
  readonly methods: ReadonlySet<string>;
}

/**
 * Reads a module without running it, and says what in it is more than a definition: imports of known names, constants,
 * a default export; in them literals, objects, lists, known helpers with known methods, `promql` tags.
 * @returns one sentence each with its line; none where it can be imported
 */
export function refusals(code: string, words: AllowedWords): string[] {
  const comments: Comment[] = [];
  try {
    const program = parse(code, { ecmaVersion: 2022, sourceType: "module", locations: true, onComment: comments });
    const judge = new Judge(words);
    for (const comment of comments) if (comment.type === "Block") judge.refuse(comment, "a comment over lines");
    for (const statement of program.body) judge.statement(statement);
    return judge.refused;
  } catch (error) {
    if (error instanceof SyntaxError) return [`it cannot be read: ${error.message}`];
    throw error;
  }
}

class Judge {
  readonly refused: string[] = [];
  readonly #words: AllowedWords;
  readonly #helpers = new Set<string>();
  readonly #constants = new Set<string>(["undefined"]);

  constructor(words: AllowedWords) {
    this.#words = words;
  }

  refuse({ loc }: Pick<Node, "loc">, what: string): void {
    this.refused.push(`line ${loc?.start.line}: ${what}`);
  }

  statement(node: AnyNode): void {
    if (node.type === "ImportDeclaration") return this.#import(node);
    if (node.type === "ExportDefaultDeclaration") return this.#value(node.declaration);
    if (node.type !== "VariableDeclaration" || node.kind !== "const") return this.refuse(node, `a ${node.type}`);
    for (const { id, init } of node.declarations) {
      if (init) this.#value(init);
      if (id.type === "Identifier") this.#constants.add(id.name);
      else this.refuse(id, `a ${id.type}`);
    }
  }

  #import(node: Extract<AnyNode, { type: "ImportDeclaration" }>): void {
    const isKnown = this.#words.imports.get(String(node.source.value));
    for (const one of node.specifiers) {
      const name = one.type === "ImportSpecifier" && one.imported.type === "Identifier" ? one.imported.name : "";
      if (name === one.local.name && isKnown?.(name)) this.#helpers.add(name);
      else this.refuse(one, `an import of ${one.local.name} from ${node.source.raw}`);
    }
    // Without names, it would run the module and nothing else.
    if (node.specifiers.length === 0) this.refuse(node, `an import of ${node.source.raw}`);
  }

  #value(node: AnyNode): void {
    switch (node.type) {
      case "Literal":
        return isPlain(node) ? undefined : this.refuse(node, `the literal ${node.raw}`);
      case "UnaryExpression":
        return node.operator === "-" && isNumber(node.argument) ? undefined : this.refuse(node, "an operator");
      case "Identifier":
        return this.#helpers.has(node.name) || this.#constants.has(node.name)
          ? undefined
          : this.refuse(node, `the name ${node.name}`);
      case "ArrayExpression":
        for (const element of node.elements) if (element) this.#value(element);
        return;
      case "ObjectExpression":
        for (const property of node.properties) this.#property(property);
        return;
      case "TaggedTemplateExpression":
        return this.#template(node);
      case "CallExpression":
        return this.#call(node);
      default:
        this.refuse(node, `a ${node.type}`);
    }
  }

  #property(node: Extract<AnyNode, { type: "Property" | "SpreadElement" }>): void {
    if (node.type === "SpreadElement") return this.#value(node.argument);
    const { key, computed, kind, method } = node;
    const named = computed
      ? key.type === "Literal" && typeof key.value === "string"
      : key.type === "Identifier" || key.type === "Literal";
    if (!named || kind !== "init" || method) return this.refuse(node, "a property that is no plain one");
    if (!computed && "name" in key && key.name === "__proto__") return this.refuse(node, "a prototype");
    if (!computed && "value" in key && key.value === "__proto__") return this.refuse(node, "a prototype");
    this.#value(node.value);
  }

  #template({ tag, quasi }: Extract<AnyNode, { type: "TaggedTemplateExpression" }>): void {
    if (tag.type !== "Identifier" || tag.name !== "promql" || !this.#helpers.has("promql"))
      return this.refuse(tag, "a tag that is not promql");
    for (const inner of quasi.expressions) this.#value(inner);
  }

  #call({ callee, arguments: args, optional }: Extract<AnyNode, { type: "CallExpression" }>): void {
    for (const arg of args) this.#value(arg);
    if (optional) return this.refuse(callee, "an optional call");
    if (callee.type === "Identifier")
      return this.#helpers.has(callee.name) ? undefined : this.refuse(callee, `a call of ${callee.name}()`);
    if (callee.type !== "MemberExpression") return this.refuse(callee, `a call of a ${callee.type}`);
    const { object, property, computed } = callee;
    const isMethod = !computed && property.type === "Identifier" && this.#words.methods.has(property.name);
    if (object.type !== "CallExpression" || !isMethod)
      return this.refuse(callee, `a call of a method${"name" in property ? `, ${property.name}()` : ""}`);
    this.#call(object);
  }
}

/** A regular expression that this Node cannot make has the value null too. */
const isPlain = ({ value, regex, bigint }: Literal): boolean =>
  !regex && !bigint && (value === null || ["string", "boolean", "number"].includes(typeof value));

const isNumber = (node: Expression): boolean => node.type === "Literal" && typeof node.value === "number";
