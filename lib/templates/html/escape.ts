import type { Command, Node, Pipe, Place, Template, TemplateSet } from "../lex.ts";
import { TemplateError } from "../parse.ts";
import { fromBytes } from "../text.ts";
import {
  type Context,
  contextKey,
  describePlace,
  failed,
  isComment,
  isSame,
  isScriptLiteral,
  join,
  nudge,
  textContext,
} from "./context.ts";
import { type EscaperName, escaperName } from "./escapers.ts";
import { specialTagEnd, transitions } from "./transition.ts";

/**
 * The templates as Go's html/template runs them: each value is escaped for the place in the HTML where it stands.
 * @throws TemplateError where that place is not clear
 */
export function escapeTemplates(templates: TemplateSet, name: string): TemplateSet {
  const main = templates.get(name);
  if (!main) return templates;
  const escaper = new Escaper(templates);
  const after = escaper.tree(textContext, name, { from: 0, to: 0 }).context;
  if (after.state === "error") throw escaper.error(after, main);
  if (after.state !== "text") throw new TemplateError(`the HTML ends ${describePlace(after)}`, { from: 0, to: 0 });
  return escaper.result();
}

interface Loop {
  readonly breaks: Context[];
}

type Action = Extract<Node, { kind: "action" }>;
type Text = Extract<Node, { kind: "text" }>;
type Invocation = Extract<Node, { kind: "template" }>;
type Branch = Extract<Node, { kind: "if" | "with" | "range" }>;

/** Where an error context arose. */
const origins = new WeakMap<Context, { readonly place: Place; readonly template: Template | undefined }>();

class Escaper {
  private readonly templates: TemplateSet;
  /** The place after each template, by its name in the place where it is called. */
  private output = new Map<string, Context>();
  private derived = new Map<string, Template>();
  private called = new Set<string>();
  private readonly actions = new Map<Action, readonly string[]>();
  private readonly invocations = new Map<Invocation, string>();
  private readonly texts = new Map<Text, string>();
  private loop: Loop | undefined;
  private current: Template | undefined;

  constructor(templates: TemplateSet) {
    this.templates = templates;
  }

  error(context: Context, main: Template): TemplateError {
    const origin = origins.get(context);
    const error = new TemplateError(context.problem, origin?.place ?? { from: 0, to: 0 });
    error.template = origin?.template ?? main;
    return error;
  }

  private fail(problem: string, place: Place): Context {
    return this.locate(failed(problem), place);
  }

  private locate(context: Context, place: Place): Context {
    if (context.state === "error" && !origins.has(context)) origins.set(context, { place, template: this.current });
    return context;
  }

  result(): TemplateSet {
    const all = new Map([...this.templates, ...this.derived]);
    return new Map([...all].map(([name, template]) => [name, { ...template, nodes: this.rewritten(template.nodes) }]));
  }

  private rewritten(nodes: readonly Node[]): Node[] {
    return nodes.map((node): Node => {
      switch (node.kind) {
        case "text":
          return { ...node, text: this.texts.get(node) ?? node.text };
        case "action":
          return { ...node, pipe: withEscapers(node.pipe, this.actions.get(node) ?? []) };
        case "template":
          return { ...node, name: this.invocations.get(node) ?? node.name };
        case "if":
        case "with":
        case "range":
          return {
            ...node,
            list: this.rewritten(node.list),
            ...(node.otherwise && { otherwise: this.rewritten(node.otherwise) }),
          };
        default:
          return node;
      }
    });
  }

  private list(before: Context, nodes: readonly Node[]): Context {
    let context = before;
    for (const node of nodes) {
      context = this.locate(this.node(context, node), node);
      if (context.state === "dead") break;
    }
    return context;
  }

  private node(context: Context, node: Node): Context {
    switch (node.kind) {
      case "text":
        return this.text(context, node);
      case "action":
        return this.action(context, node);
      case "template": {
        const { context: after, name } = this.tree(context, node.name, node);
        if (name !== node.name) this.invocations.set(node, name);
        return after;
      }
      case "break":
      case "continue":
        this.loop?.breaks.push(context);
        return { ...textContext, state: "dead" };
      default:
        return this.branch(context, node);
    }
  }

  private branch(context: Context, node: Branch): Context {
    let inside: Context;
    if (node.kind === "range") {
      const once = this.iteration(() => this.list(context, node.list));
      if (once.state === "error") return once;
      inside = this.iteration(() => join(once, this.attempt(once, node.list, () => false).context, "range"));
      if (inside.state === "error") return inside;
    } else inside = this.list(context, node.list);
    return join(inside, this.list(context, node.otherwise ?? []), node.kind);
  }

  /** The place after a run of a loop's body, wherever it is left. */
  private iteration(run: () => Context): Context {
    const outer = this.loop;
    const loop: Loop = { breaks: [] };
    this.loop = loop;
    let context = run();
    this.loop = outer;
    if (context.state !== "error") for (const each of loop.breaks) context = join(context, each, "range");
    return context;
  }

  /** Follows a list, and keeps what it finds only if `accepts` says so. */
  private attempt(
    context: Context,
    nodes: readonly Node[],
    accepts: (inner: Escaper, after: Context) => boolean,
  ): { context: Context; accepted: boolean } {
    const inner = new Escaper(this.templates);
    inner.loop = this.loop;
    inner.output = new Map(this.output);
    inner.current = this.current;
    const after = inner.list(context, nodes);
    const accepted = accepts(inner, after);
    if (accepted) {
      for (const [key, value] of inner.output) this.output.set(key, value);
      for (const [key, value] of inner.derived) this.derived.set(key, value);
      for (const name of inner.called) this.called.add(name);
      for (const [node, value] of inner.actions) this.actions.set(node, value);
      for (const [node, value] of inner.invocations) this.invocations.set(node, value);
      for (const [node, value] of inner.texts) this.texts.set(node, value);
    }
    return { context: after, accepted };
  }

  /** The place after a template that is called in a place, and the name of its variant for that place. */
  tree(context: Context, name: string, place: Place): { context: Context; name: string } {
    const variant = context.state === "text" ? name : `${name}$${contextKey(context)}`;
    this.called.add(variant);
    const known = this.output.get(variant);
    if (known) return { context: known, name: variant };
    const base = this.templates.get(name) ?? this.derived.get(name);
    if (!base) return { context: this.fail(`there is no template "${fromBytes(name)}"`, place), name: variant };
    let template = base;
    if (variant !== name) {
      template = this.derived.get(variant) ?? { ...base, name: variant, nodes: copied(base.nodes) };
      this.derived.set(variant, template);
    }
    const outer = this.current;
    this.current = base;
    const after = this.after(context, template, variant);
    this.current = outer;
    return { context: this.locate(after, place), name: variant };
  }

  private after(context: Context, template: Template, name: string): Context {
    const first = this.body(context, context, template, name);
    if (first.accepted) return first.context;
    const second = this.body(first.context, first.context, template, name);
    if (second.accepted) return second.context;
    return first.context.state === "error"
      ? first.context
      : failed(`the HTML after template "${fromBytes(template.name.split("$")[0] ?? "")}" is not clear`);
  }

  private body(
    context: Context,
    assumed: Context,
    template: Template,
    name: string,
  ): { context: Context; accepted: boolean } {
    this.output.set(name, assumed);
    return this.attempt(
      context,
      template.nodes,
      (inner, after) => after.state !== "error" && (!inner.called.has(name) || isSame(assumed, after)),
    );
  }

  private action(before: Context, node: Action): Context {
    if (node.pipe.declares.length > 0) return before;
    const context = nudge(before);
    for (const [i, { args }] of node.pipe.commands.entries()) {
      const [first] = args;
      if (first?.kind !== "function" || !predefined.has(first.name)) continue;
      const isLast = i === node.pipe.commands.length - 1;
      if (!isLast || (context.state === "attr" && context.delimiter === "space or >" && first.name === "html"))
        return this.fail(`${first.name} cannot stand here: HTML templates escape each value by themselves`, first);
    }
    const found = escapersIn(context);
    if (found === "ambiguous")
      return this.fail("a value stands in a link where it is not clear whether ? came before", node);
    if (found === undefined) return context;
    this.actions.set(node, found);
    if (context.state === "js") return { ...context, slash: "division" };
    return context.state === "tag" ? { ...context, state: "attrName" } : context;
  }

  private text(before: Context, node: Text): Context {
    const source = node.text;
    let context = before;
    let written = 0;
    let output = "";
    for (let at = 0; at < source.length; ) {
      const [after, read] = textStep(context, source.slice(at));
      const end = at + read;
      if (context.state === "text" || context.state === "rcdata") {
        const open = after.state === context.state ? -1 : source.lastIndexOf("<", end - 1);
        const last = open >= at ? open : end;
        for (let i = source.indexOf("<", at); i >= 0 && i < last; i = source.indexOf("<", i + 1))
          if (source.slice(i, i + 9).toUpperCase() !== "<!DOCTYPE") {
            output += `${source.slice(written, i)}&lt;`;
            written = i + 1;
          }
      } else if (isComment(context.state) && context.delimiter === "") {
        if (context.state === "jsBlockComment")
          output += /[\n\r]|\xe2\x80[\xa8\xa9]/.test(source.slice(written, end)) ? "\n" : " ";
        if (context.state === "cssBlockComment") output += " ";
        written = end;
      }
      if (context.state !== after.state && isComment(after.state) && after.delimiter === "") {
        const opening = { htmlComment: 4, jsHtmlOpenComment: 4, jsHtmlCloseComment: 3 }[after.state as string] ?? 2;
        output += source.slice(written, end - opening);
        written = end;
      }
      if (isScriptLiteral(context.state) && specialTag.test(source.slice(at, end))) {
        output += source.slice(written, at) + source.slice(at, end).replace(specialTags, "\\x3C$1");
        written = end;
      }
      context = after;
      at = end;
    }
    if (written > 0 && context.state !== "error")
      this.texts.set(
        node,
        output + (!isComment(context.state) || context.delimiter !== "" ? source.slice(written) : ""),
      );
    return context;
  }
}

const specialTag = /<(?:script|\/script|!--)/i;
const specialTags = /<(script|\/script|!--)/gi;

/** Copies each node, because a variant of a template is escaped in other ways. */
const copied = (nodes: readonly Node[]): Node[] =>
  nodes.map((node) =>
    "list" in node
      ? { ...node, list: copied(node.list), ...(node.otherwise && { otherwise: copied(node.otherwise) }) }
      : { ...node },
  );

const entities: Readonly<Record<string, string>> = {
  Tab: "\t",
  NewLine: "\n",
  excl: "!",
  quot: '"',
  QUOT: '"',
  num: "#",
  dollar: "$",
  percnt: "%",
  amp: "&",
  AMP: "&",
  apos: "'",
  lpar: "(",
  rpar: ")",
  ast: "*",
  midast: "*",
  plus: "+",
  comma: ",",
  period: ".",
  sol: "/",
  colon: ":",
  semi: ";",
  lt: "<",
  LT: "<",
  equals: "=",
  gt: ">",
  GT: ">",
  quest: "?",
  commat: "@",
  lsqb: "[",
  lbrack: "[",
  bsol: "\\",
  rsqb: "]",
  rbrack: "]",
  Hat: "^",
  lowbar: "_",
  UnderBar: "_",
  grave: "`",
  DiacriticalGrave: "`",
  lcub: "{",
  lbrace: "{",
  verbar: "|",
  vert: "|",
  VerticalLine: "|",
  rcub: "}",
  rbrace: "}",
};

/** Other entities stand for characters that change no place. */
const unescapeHtml = (text: string): string =>
  text.replace(
    /&(?:#[xX]([0-9a-fA-F]+);?|#([0-9]+);?|(\w+);|(quot|QUOT|amp|AMP|lt|LT|gt|GT))/g,
    (whole, hex, decimal, name, short) => {
      const digits: string | undefined = hex ?? decimal;
      if (digits === undefined) return entities[name ?? short] ?? whole;
      const code = Number.parseInt(digits, hex === undefined ? 10 : 16);
      return code < 0x80 ? String.fromCharCode(code) : "\xef\xbf\xbd";
    },
  );

const scriptTypes =
  /^(?:|module|application\/(?:ecmascript|javascript|json|ld\+json|x-ecmascript|x-javascript)|text\/(?:ecmascript|javascript(?:1\.[0-5])?|jscript|livescript|x-ecmascript|x-javascript))$/;
const isScriptType = (type: string): boolean => scriptTypes.test((type.split(";")[0] ?? "").toLowerCase().trim());

/** The place after the next piece of a text. */
function textStep(context: Context, text: string): readonly [Context, number] {
  if (context.delimiter === "") {
    const [ended, read] = specialTagEnd(context, text);
    return read === 0 ? [ended, 0] : transitions[context.state](context, text.slice(0, read));
  }
  const isUnquoted = context.delimiter === "space or >";
  const found = (isUnquoted ? /[ \t\n\f\r>]/ : context.delimiter === '"' ? /"/ : /'/).exec(text)?.index;
  const value = text.slice(0, found ?? text.length);
  const bad = isUnquoted ? /["'<=`]/.exec(value)?.[0] : undefined;
  if (bad) return [failed(`${bad} in the value of an attribute without quotes`), text.length];
  if (found === undefined) {
    let inside = context;
    for (let rest = unescapeHtml(text); rest.length > 0; ) {
      const [after, read] = transitions[inside.state](inside, rest);
      inside = after;
      rest = rest.slice(read);
    }
    return [inside, text.length];
  }
  const isOther =
    context.state === "attr" &&
    context.element === "script" &&
    context.attribute === "scriptType" &&
    !isScriptType(value);
  return [{ ...textContext, state: "tag", element: isOther ? "" : context.element }, found + (isUnquoted ? 0 : 1)];
}

/** The functions that make a value safe in a place; none where there is an error. */
function escapersIn({ state, urlPart, delimiter }: Context): string[] | "ambiguous" | undefined {
  const names: string[] = [];
  const add = (name: EscaperName) => names.push(escaperName(name));
  if (state === "error") return undefined;
  if (
    ["url", "cssDoubleQuoted", "cssSingleQuoted", "cssDoubleQuotedUrl", "cssSingleQuotedUrl", "cssUrl"].includes(state)
  ) {
    if (urlPart === "unknown") return "ambiguous";
    if (urlPart === "") add("urlFilter");
    if (urlPart === "query") add("urlEscape");
    else add(state === "cssDoubleQuoted" || state === "cssSingleQuoted" ? "css" : "urlNormalize");
  } else {
    const name = isComment(state) ? "comment" : byState[state];
    if (name) add(name);
  }
  if (delimiter !== "") add(delimiter === "space or >" ? "attributeWithoutQuotes" : "attribute");
  return names;
}

const byState: Partial<Readonly<Record<Context["state"], EscaperName>>> = {
  metaContentUrl: "urlFilter",
  js: "jsValue",
  jsDoubleQuoted: "jsString",
  jsSingleQuoted: "jsString",
  jsTemplate: "jsTemplate",
  jsRegexp: "jsRegexp",
  css: "cssValue",
  text: "html",
  rcdata: "rcdata",
  attrName: "attributeName",
  tag: "attributeName",
  srcset: "srcset",
};

/** Functions of text templates that do what an escaper does. */
const predefined = new Set(["html", "urlquery"]);
const equivalents: Readonly<Record<string, string>> = {
  [escaperName("attribute")]: "html",
  [escaperName("html")]: "html",
  [escaperName("rcdata")]: "html",
  [escaperName("urlEscape")]: "urlquery",
  [escaperName("urlNormalize")]: "urlquery",
};
const normal = (name: string): string => equivalents[name] ?? name;

/** What the second function would not change after the first one. */
const redundant = new Set(
  [
    ["comment", "attribute"],
    ["comment", "html"],
    ["css", "attribute"],
    ["jsRegexp", "attribute"],
    ["jsString", "attribute"],
    ["jsTemplate", "attribute"],
    ["urlEscape", "urlNormalize"],
  ].map((pair) => pair.map((name) => escaperName(name as EscaperName)).join(" ")),
);

const nameOf = ({ args }: Command): string => (args[0]?.kind === "function" ? args[0].name : "");

/** The pipeline with functions at its end; `html` and `urlquery` that end it take the place of theirs. */
function withEscapers(pipe: Pipe, wanted: readonly string[]): Pipe {
  if (wanted.length === 0) return pipe;
  let commands = [...pipe.commands];
  let escaping = [...wanted];
  const command = (name: string): Command => ({
    args: [{ kind: "function", name, from: pipe.from, to: pipe.to }],
    from: pipe.from,
    to: pipe.to,
  });
  const last = commands.at(-1);
  const ending = last ? nameOf(last) : "";
  if (last && predefined.has(ending)) {
    if (commands.length === 1 && last.args.length > 1) {
      const [first, ...args] = last.args;
      commands = [
        {
          ...last,
          args: [{ ...first, kind: "function", name: escaperName("evaluate") } as Command["args"][number], ...args],
        },
        command(ending),
      ];
    }
    const isDouble = escaping.some((name) => normal(name) === normal(ending));
    escaping = escaping.map((name) => (normal(name) === normal(ending) ? ending : name));
    if (isDouble) commands = commands.slice(0, -1);
  }
  const present = new Set(commands.map((each) => normal(nameOf(each))));
  for (const name of escaping) {
    const before = commands.at(-1);
    if (!present.has(normal(name)) && !(before && redundant.has(`${nameOf(before)} ${name}`)))
      commands.push(command(name));
  }
  return { ...pipe, commands };
}
