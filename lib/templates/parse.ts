import {
  type Command,
  isEmpty,
  lex,
  type Node,
  type Operand,
  type Pipe,
  type Place,
  type Template,
  type Token,
  type TokenKind,
} from "./lex.ts";
import { parseComplex, parseNumber } from "./number.ts";
import { unquote, unquoteChar } from "./text.ts";

/** What is wrong in a template, and where. */
export class TemplateError extends Error {
  readonly place: Place;
  readonly hint: string | undefined;
  /** The template that the place is in, if it is not the one that was parsed. */
  template: Template | undefined;

  constructor(message: string, place: Place, hint?: string) {
    super(message);
    this.place = place;
    this.hint = hint;
  }
}

interface ParseOptions {
  /** The name of the template that the text itself is. */
  readonly name: string;
  readonly hasFunction: (name: string) => boolean;
  /** What to say of a function that does not exist. */
  readonly hintForFunction?: (name: string) => string | undefined;
}

/**
 * Parses a text as Go's text/template does: the templates that it defines, and itself.
 * @param source in bytes
 * @throws TemplateError at the first place where Go refuses it
 */
export function parseTemplate(source: string, options: ParseOptions): Map<string, Template> {
  if (!source.includes("{{")) {
    const nodes: Node[] = source === "" ? [] : [{ kind: "text", text: source, from: 0, to: source.length }];
    return new Map([[options.name, { name: options.name, nodes, source }]]);
  }
  return new Parser(source, options).all();
}

const maxParentheses = 10_000;
const operandKinds: ReadonlySet<TokenKind> = new Set<TokenKind>([
  ...(["bool", "charConstant", "complex", "dot", "field", "identifier"] as const),
  ...(["number", "nil", "string", "variable", "leftParen"] as const),
]);
const notExecutable = new Set(["bool", "dot", "nil", "number", "string"]);

/** A list of nodes, and the `end` or `else` that ends it. */
interface List {
  readonly nodes: Node[];
  readonly end: Token;
}

/** What belongs to the template that is parsed: definitions in it have their own. */
interface Scope {
  variables: string[];
  ranges: number;
}

class Parser {
  private readonly tokens: Token[];
  private readonly templates = new Map<string, Template>();
  private at = 0;
  private scope: Scope = { variables: ["$"], ranges: 0 };
  private depth = 0;

  private readonly source: string;
  private readonly options: ParseOptions;

  constructor(source: string, options: ParseOptions) {
    this.source = source;
    this.options = options;
    this.tokens = lex(source);
  }

  all(): Map<string, Template> {
    const nodes: Node[] = [];
    while (this.peek().kind !== "eof") {
      if (this.isDefinition()) this.definition();
      else {
        const node = this.node();
        if ("text" in node && isEndOrElse(node)) throw this.error(`unexpected {{${node.kind}}}`, node);
        nodes.push(node as Node);
      }
    }
    this.define(this.options.name, nodes, { from: 0, to: 0 });
    return this.templates;
  }

  private define(name: string, nodes: readonly Node[], place: Place): void {
    const known = this.templates.get(name);
    if (known && !isEmpty(known.nodes)) {
      if (!isEmpty(nodes)) throw this.error(`template "${name}" is defined twice in this text`, place);
      return;
    }
    this.templates.set(name, { name, nodes, source: this.source });
  }

  private isDefinition(): boolean {
    if (this.peek().kind !== "leftDelim") return false;
    const next = this.tokens.slice(this.at + 1).find(({ kind }) => kind !== "space");
    return next?.kind === "define";
  }

  private definition(): void {
    this.next();
    const keyword = this.nextNonSpace();
    const name = this.templateName(this.nextNonSpace(), "define");
    this.expect("rightDelim", "after the name of the template");
    this.define(name, this.ownScope("define", keyword), keyword);
  }

  /** The body of a template inside the text, which sees no variable from outside. */
  private ownScope(context: string, opening: Token): Node[] {
    const outer = this.scope;
    this.scope = { variables: ["$"], ranges: 0 };
    const { nodes, end } = this.list(context, opening);
    if (end.kind !== "end") throw this.error(`unexpected {{else}} in {{${context}}}`, end);
    this.scope = outer;
    return nodes;
  }

  private list(context: string, opening: Token): List {
    const nodes: Node[] = [];
    while (this.peekNonSpace().kind !== "eof") {
      const node = this.node();
      if ("text" in node && isEndOrElse(node)) return { nodes, end: node };
      nodes.push(node as Node);
    }
    throw this.error(`{{${context}}} has no {{end}}`, opening);
  }

  private node(): Node | Token {
    const token = this.nextNonSpace();
    if (token.kind === "text") return { kind: "text", text: token.text, from: token.from, to: token.to };
    if (token.kind === "leftDelim") return this.action();
    throw this.unexpected(token, "here");
  }

  private action(): Node | Token {
    const token = this.nextNonSpace();
    switch (token.kind) {
      case "block":
        return this.block(token);
      case "break":
      case "continue":
        this.expect("rightDelim", `in {{${token.kind}}}`);
        if (this.scope.ranges === 0) throw this.error(`{{${token.kind}}} outside {{range}}`, token);
        return { kind: token.kind, from: token.from, to: token.to };
      case "else": {
        const next = this.peekNonSpace().kind;
        if (next !== "if" && next !== "with") this.expect("rightDelim", "in {{else}}");
        return token;
      }
      case "end":
        this.expect("rightDelim", "in {{end}}");
        return token;
      case "if":
      case "range":
      case "with":
        return this.control(token.kind, token);
      case "template":
        return this.invocation(token);
    }
    this.at--;
    const pipe = this.pipe("rightDelim", "action", token);
    return { kind: "action", pipe, from: pipe.from, to: pipe.to };
  }

  private control(kind: "if" | "range" | "with", opening: Token): Node {
    const variables = this.scope.variables.length;
    const pipe = this.pipe("rightDelim", kind, opening);
    if (kind === "range") this.scope.ranges++;
    const { nodes: list, end } = this.list(kind, opening);
    if (kind === "range") this.scope.ranges--;
    const otherwise = end.kind === "else" ? this.otherwise(kind, end) : undefined;
    this.scope.variables.length = variables;
    const rest = { pipe, list, ...(otherwise && { otherwise }), from: opening.from, to: pipe.to };
    return kind === "range" ? { kind, ...rest } : { kind, ...rest };
  }

  /** `{{else if}}` and `{{else with}}` share the `{{end}}` of what they continue. */
  private otherwise(kind: "if" | "range" | "with", opening: Token): Node[] {
    if (kind !== "range" && this.peek().kind === kind) return [this.control(kind, this.next())];
    const { nodes, end } = this.list("else", opening);
    if (end.kind !== "end") throw this.error("a second {{else}}", end);
    return nodes;
  }

  private block(opening: Token): Node {
    const name = this.templateName(this.nextNonSpace(), "block");
    const pipe = this.pipe("rightDelim", "block", opening);
    this.define(name, this.ownScope("block", opening), opening);
    return { kind: "template", name, pipe, from: opening.from, to: pipe.to };
  }

  private invocation(opening: Token): Node {
    const token = this.nextNonSpace();
    const name = this.templateName(token, "template");
    const place = { from: opening.from, to: token.to };
    if (this.nextNonSpace().kind === "rightDelim") return { kind: "template", name, ...place };
    this.at--;
    return { kind: "template", name, pipe: this.pipe("rightDelim", "template", opening), ...place };
  }

  private templateName(token: Token, context: string): string {
    if (token.kind !== "string") throw this.unexpected(token, `in {{${context}}}, which takes a name in quotes`);
    const name = unquote(token.text);
    if (name === undefined) throw this.error("bad escape in the string", token);
    return name;
  }

  private pipe(end: "rightDelim" | "rightParen", context: string, opening: Token): Pipe {
    const from = this.peekNonSpace().from;
    const { declares, isAssign } = this.declarations(context);
    const commands: Command[] = [];
    for (;;) {
      const token = this.nextNonSpace();
      if (token.kind === end) break;
      if (!operandKinds.has(token.kind))
        throw this.unexpected(token, context === "action" ? "here" : `in {{${context}}}`);
      this.at--;
      commands.push(this.command());
    }
    if (commands.length === 0)
      throw this.error(context === "action" ? "an action without a value" : `{{${context}}} has no value`, opening);
    for (const { args } of commands.slice(1))
      if (args[0] && notExecutable.has(args[0].kind))
        throw this.error("a constant cannot be a step of a pipeline", args[0]);
    return { kind: "pipe", declares, isAssign, commands, from, to: this.tokens[this.at - 1]?.from ?? from };
  }

  /** `$x :=`, `$x =`, and in a range `$i, $x :=`. */
  private declarations(context: string): { declares: string[]; isAssign: boolean } {
    const declares: string[] = [];
    for (;;) {
      const token = this.peekNonSpace();
      if (token.kind !== "variable") return { declares, isAssign: false };
      const start = this.at;
      this.next();
      const operator = this.peekNonSpace();
      const isComma = operator.kind === "char" && operator.text === ",";
      if (operator.kind !== "assign" && operator.kind !== "declare" && !isComma) {
        this.at = start;
        return { declares, isAssign: false };
      }
      this.next();
      declares.push(token.text);
      this.scope.variables.push(token.text);
      if (!isComma) return { declares, isAssign: operator.kind === "assign" };
      if (context !== "range" || declares.length > 1) throw this.error("too many variables are declared", operator);
      const next = this.peekNonSpace();
      if (!["variable", "rightDelim", "rightParen"].includes(next.kind))
        throw this.error("a range declares variables only", next);
    }
  }

  private command(): Command {
    const args: Operand[] = [];
    const from = this.peekNonSpace().from;
    for (;;) {
      this.peekNonSpace();
      const operand = this.operand();
      if (operand) args.push(operand);
      const token = this.next();
      if (token.kind === "space") continue;
      if (token.kind === "rightDelim" || token.kind === "rightParen") this.at--;
      else if (token.kind !== "pipe") throw this.unexpected(token, "after a value");
      if (args.length === 0) throw this.error("an empty command", token);
      return { args, from, to: args[args.length - 1]?.to ?? from };
    }
  }

  private operand(): Operand | undefined {
    const term = this.term();
    if (!term) return undefined;
    const names: string[] = [];
    let { to } = term;
    while (this.peek().kind === "field") {
      const token = this.next();
      names.push(token.text.slice(1));
      to = token.to;
    }
    if (names.length === 0) return term;
    if (term.kind === "field" || term.kind === "variable") return { ...term, names: [...term.names, ...names], to };
    if (notExecutable.has(term.kind)) throw this.error("a field of a constant", { from: term.from, to });
    return { kind: "chain", of: term, names, from: term.from, to };
  }

  private term(): Operand | undefined {
    const token = this.nextNonSpace();
    const { text, from, to } = token;
    switch (token.kind) {
      case "identifier":
        if (!this.options.hasFunction(text))
          throw this.error(`there is no function "${text}"`, token, this.options.hintForFunction?.(text));
        return { kind: "function", name: text, from, to };
      case "dot":
      case "nil":
        return { kind: token.kind, from, to };
      case "variable":
        if (!this.scope.variables.includes(text)) throw this.undefinedVariable(token);
        return { kind: "variable", name: text, names: [], from, to };
      case "field":
        return { kind: "field", names: [text.slice(1)], from, to };
      case "bool":
        return { kind: "bool", value: text === "true", from, to };
      case "number":
      case "complex": {
        const value = token.kind === "complex" ? parseComplex(text) : parseNumber(text);
        if ("problem" in value) throw this.error(value.problem, token);
        return { kind: "number", value, from, to };
      }
      case "charConstant":
        return this.char(token);
      case "string": {
        const value = unquote(text);
        if (value === undefined) throw this.error("bad escape in the string", token);
        return { kind: "string", value, from, to };
      }
      case "leftParen": {
        if (this.depth >= maxParentheses) throw this.error("too many parentheses in each other", token);
        this.depth++;
        const pipe = this.pipe("rightParen", "action", token);
        this.depth--;
        return { ...pipe, from, to: pipe.to + 1 };
      }
    }
    this.at--;
    return undefined;
  }

  private char(token: Token): Operand {
    const char = unquoteChar(token.text, 1, "'");
    if (!char || 1 + char.size !== token.text.length - 1) throw this.error("bad character constant", token);
    const whole = BigInt(char.value);
    const value = { text: token.text, int: whole, uint: whole, float: char.value };
    return { kind: "number", value, from: token.from, to: token.to };
  }

  private undefinedVariable(token: Token): TemplateError {
    const names = this.scope.variables.filter((name) => name !== "$");
    const close = names.find((name) => name === `${token.text}s` || `${name}s` === token.text);
    return this.error(
      `undefined variable ${token.text}`,
      token,
      close ? `did you mean ${close}?` : names.length > 0 ? `there are ${names.join(", ")}` : undefined,
    );
  }

  private peek(): Token {
    return this.tokens[this.at] as Token;
  }

  private next(): Token {
    const token = this.peek();
    if (token.kind === "error") throw this.error(token.text, token);
    if (token.kind !== "eof") this.at++;
    return token;
  }

  private nextNonSpace(): Token {
    const token = this.next();
    return token.kind === "space" ? this.nextNonSpace() : token;
  }

  /** Skips spaces. */
  private peekNonSpace(): Token {
    while (this.peek().kind === "space") this.at++;
    return this.peek();
  }

  private expect(kind: TokenKind, where: string): Token {
    const token = this.nextNonSpace();
    if (token.kind !== kind) throw this.unexpected(token, where);
    return token;
  }

  private unexpected(token: Token, where: string): TemplateError {
    return this.error(token.kind === "eof" ? `the text ends ${where}` : `unexpected ${token.text} ${where}`, token);
  }

  private error(message: string, { from, to }: Place, hint?: string): TemplateError {
    return new TemplateError(message, { from, to }, hint);
  }
}

const isEndOrElse = (node: Node | Token): node is Token => node.kind === "end" || node.kind === "else";
