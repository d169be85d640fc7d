import { builtins, comparableKind } from "./builtins.ts";
import { compileRegex } from "./functions.ts";
import type { Command, Node, Operand, Pipe, Place, Range, TemplateSet } from "./lex.ts";
import { TemplateError } from "./parse.ts";

import {
  checkCount,
  constant,
  describe,
  type Functions,
  fail,
  fieldsHint,
  methodOf,
  noField,
  parameter,
} from "./render.ts";
import { fromBytes } from "./text.ts";
import { canBeNil, type GoFunction, isAssignable, isInteger, type Signature, type Type, types } from "./types.ts";

/** What is known of a value before the template runs. */
export interface Static {
  /** Unknown where it is absent. */
  readonly type?: Type;
  /** The fields and keys that lead to it from the data; it is one of them. */
  readonly path?: readonly string[];
  /** The text of a constant, in bytes. */
  readonly text?: string;
  /** Whether it is the constant 0. */
  readonly isZero?: boolean;
  /** The type of its elements, if it is one of several slices that has an element. */
  readonly filledWith?: Type;
}

interface TypeOptions {
  readonly templates: TemplateSet;
  readonly functions: Functions;
  /** Called for each value that is read from the data, and for each function that is called. */
  readonly onRead?: (path: readonly string[], place: Place) => void;
  /** Called for each value that an action prints, or that a function or a condition takes. */
  readonly onUse?: (value: Static, place: Place) => void;
  readonly onCall?: (name: string, args: readonly Static[], place: Place) => void;
  /** Called for each part that may fail for some data, or never end. */
  readonly onRisk?: () => void;
  /** Paths from the data to slices that have an element, such as `Alerts`. */
  readonly filled?: readonly string[];
}

const unknown: Static = {};

/**
 * Everything in a template that fails whenever it is reached, by the types of the data and functions.
 * A part after such a place is checked as if its value could be anything.
 */
export function typeErrors(name: string, data: Static, options: TypeOptions): TemplateError[] {
  const checker = new Checker(options);
  checker.template(name, data, { from: 0, to: 0 });
  return checker.errors;
}

/** Whether a template can fail, or run without end, for some data of the type. */
export function canFail(name: string, type: Type, options: TypeOptions): boolean {
  let isRisky = false;
  const onRisk = () => {
    isRisky = true;
  };
  return typeErrors(name, { type, path: [] }, { ...options, onRisk }).length > 0 || isRisky;
}

/** Functions and methods that give a result for whatever is passed to them. */
const safe = new Set([
  ...["and", "or", "not", "print", "println", "printf", "html", "js", "urlquery", "len", "eq", "ne", "lt", "le"],
  ...["gt", "ge", "index", "toUpper", "toLower", "title", "trimSpace", "join", "safeHtml", "safeUrl", "stringSlice"],
  ...["date", "now", "since", "list"],
  ...["SortedPairs", "Names", "Values", "String", "Remove", "Firing", "Resolved", "UTC", "Format", "Unix"],
]);
const comparisons = new Set(["eq", "ne", "lt", "le", "gt", "ge"]);

/** A call of a function or a method. */
interface Call {
  readonly name: string;
  readonly place: Place;
  readonly dot: Static;
  readonly args: readonly Operand[];
  /** What a pipe hands over as the last argument. */
  readonly final: Static | undefined;
}

class Checker {
  readonly errors: TemplateError[] = [];
  private readonly options: TypeOptions;
  private readonly seen = new Set<string>();
  private readonly open = new Set<string>();
  private current: TemplateError["template"];
  private variables: { readonly name: string; value: Static }[] = [];

  constructor(options: TypeOptions) {
    this.options = options;
  }

  template(name: string, data: Static, place: Place): void {
    const template = this.options.templates.get(name);
    if (!template) {
      this.report(fail(place, `there is no template "${fromBytes(name)}"`));
      return;
    }
    const key = JSON.stringify([name, data.type?.name, data.path]);
    if (this.open.has(key)) this.risk();
    if (this.seen.has(key)) return;
    this.seen.add(key);
    this.open.add(key);
    const [outer, variables] = [this.current, this.variables];
    this.current = template;
    this.variables = [{ name: "$", value: data }];
    this.list(template.nodes, data);
    [this.current, this.variables] = [outer, variables];
    this.open.delete(key);
  }

  private risk(): void {
    this.options.onRisk?.();
  }

  private report(error: TemplateError): void {
    error.template ??= this.current;
    const isKnown = this.errors.some(
      ({ message, place, template }) =>
        message === error.message && place.from === error.place.from && template === error.template,
    );
    if (!isKnown) this.errors.push(error);
  }

  /** The value, or an unknown one where it fails. */
  private guarded(run: () => Static): Static {
    try {
      return run();
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      this.report(error);
      return unknown;
    }
  }

  private list(nodes: readonly Node[], dot: Static): void {
    for (const node of nodes) this.node(node, dot);
  }

  private node(node: Node, dot: Static): void {
    switch (node.kind) {
      case "action": {
        const value = this.pipe(node.pipe, dot);
        if (node.pipe.declares.length === 0) this.options.onUse?.(value, node);
        return;
      }
      case "template":
        this.template(node.name, node.pipe ? this.pipe(node.pipe, dot) : unknown, node);
        return;
      case "if":
      case "with": {
        const mark = this.variables.length;
        const value = this.pipe(node.pipe, dot);
        this.options.onUse?.(value, node.pipe);
        this.branches([
          () => this.list(node.list, node.kind === "with" ? value : dot),
          () => this.list(node.otherwise ?? [], dot),
        ]);
        this.variables.length = mark;
        return;
      }
      case "range":
        this.range(node, dot);
    }
  }

  /** Only one of them runs: what they assign differently is unknown afterwards. */
  private branches(runs: readonly (() => void)[]): void {
    const before = this.variables.map(({ value }) => value);
    const after = runs.map((run) => {
      for (const [i, value] of before.entries()) (this.variables[i] as { value: Static }).value = value;
      run();
      this.variables.length = before.length;
      return this.variables.map(({ value }) => value);
    });
    for (const [i, variable] of this.variables.entries()) {
      const [first, ...others] = after.map((values) => values[i]);
      variable.value = first && others.every((other) => other?.type?.name === first.type?.name) ? first : unknown;
    }
  }

  private range({ pipe, list, otherwise }: Range, dot: Static): void {
    const mark = this.variables.length;
    const value = this.pipe(pipe, dot);
    const [key, item] = this.iteration(value, pipe);
    if (!pipe.isAssign) {
      const [top, below] = [this.variables.at(-1), this.variables.at(-2)];
      if (top && pipe.declares.length > 0) top.value = item;
      if (below && pipe.declares.length > 1) below.value = key;
    }
    this.branches([() => this.list(list, item), () => this.list(otherwise ?? [], dot)]);
    this.variables.length = mark;
  }

  private iteration(value: Static, pipe: Pipe): readonly [Static, Static] {
    const type = followed(value.type);
    if (!type || type.kind === "interface" || isInteger(type)) this.risk();
    if (!type || type.kind === "interface") return [unknown, unknown];
    const path = value.path && { path: value.path };
    if (type.kind === "slice") return [{ type: types.int }, { ...typed(type.elem), ...path }];
    if (type.kind === "map")
      return [{ type: types.string }, { ...typed(type.elem), ...(value.path && { path: [...value.path, "*"] }) }];
    if (isInteger(type)) {
      if (pipe.declares.length > 1) this.report(fail(pipe, "a range over a number has one variable"));
      return [unknown, { type }];
    }
    this.report(fail(pipe, `a range cannot go through ${describe(type)}`));
    return [unknown, unknown];
  }

  private pipe(pipe: Pipe, dot: Static): Static {
    return this.guarded(() => {
      let final: Static | undefined;
      for (const command of pipe.commands) final = this.guarded(() => this.command(command, dot, final));
      const value = final ?? unknown;
      // A loop may assign a value of another type than the one that its first run reads.
      if (pipe.isAssign) this.risk();
      for (const name of pipe.declares) {
        const known = this.variables.findLast((variable) => variable.name === name);
        if (!pipe.isAssign) this.variables.push({ name, value });
        else if (known) known.value = value;
        else throw fail(pipe, `undefined variable ${name}: declare it with :=`);
      }
      return value;
    });
  }

  private command({ args }: Command, dot: Static, final: Static | undefined): Static {
    const [first, ...rest] = args as [Operand, ...Operand[]];
    if (first.kind === "function") return this.function({ name: first.name, place: first, dot, args: rest, final });
    const names = first.kind === "field" || first.kind === "chain" || first.kind === "variable" ? first.names : [];
    if (names.length === 0) {
      if (rest.length > 0 || final) throw fail(first, "it is no function, but has arguments");
      if (first.kind === "nil") throw fail(first, "nil is not a command");
      return this.operand(first, dot);
    }
    return this.fields(this.base(first, dot), first, names, dot, rest, final);
  }

  /** What the fields of an operand are read from. */
  private base(operand: Operand, dot: Static): Static {
    if (operand.kind === "field") return dot;
    if (operand.kind === "chain") return this.operand(operand.of, dot);
    if (operand.kind !== "variable") return unknown;
    const found = this.variables.findLast(({ name }) => name === operand.name);
    if (!found) throw fail(operand, `undefined variable ${operand.name}`);
    return found.value;
  }

  private operand(operand: Operand, dot: Static): Static {
    switch (operand.kind) {
      case "pipe":
        return this.pipe(operand, dot);
      case "dot":
        return dot;
      case "function":
        return this.function({ name: operand.name, place: operand, dot, args: [], final: undefined });
      case "bool":
        return { type: types.bool };
      case "string":
        return { type: types.string, text: operand.value };
      case "number":
        return { type: constant(operand, types.any).type };
      case "nil":
        return unknown;
      default:
        return this.fields(this.base(operand, dot), operand, operand.names, dot, [], undefined);
    }
  }

  private fields(
    from: Static,
    place: Place,
    names: readonly string[],
    dot: Static,
    args: readonly Operand[],
    final: Static | undefined,
  ): Static {
    let value = from;
    for (const [i, name] of names.entries()) {
      const isLast = i === names.length - 1;
      value = this.field(value, place, name, dot, isLast ? args : [], isLast ? final : undefined);
    }
    return value;
  }

  private field(
    from: Static,
    place: Place,
    name: string,
    dot: Static,
    args: readonly Operand[],
    final: Static | undefined,
  ): Static {
    const type = followed(from.type);
    if (type !== from.type || !type || type.kind === "interface") this.risk();
    if (!type || type.kind === "interface") return unknown;
    const method = methodOf(type, name);
    if (method) {
      if (method.unusable) throw fail(place, `${name}: ${method.unusable}`);
      return this.call(method, { name, place, dot, args, final });
    }
    const hasArguments = args.length > 0 || final !== undefined;
    const field =
      type.kind === "map"
        ? type.elem
        : type.fields && Object.hasOwn(type.fields, name)
          ? type.fields[name]?.type
          : undefined;
    if (!field) throw fail(place, noField(type, name), fieldsHint(type));
    if (hasArguments) throw fail(place, `${name} has arguments but is not a function`);
    return this.read({ ...typed(field), ...(from.path && { path: [...from.path, name] }) }, place);
  }

  private read(value: Static, place: Place): Static {
    if (value.path) this.options.onRead?.(value.path, place);
    return value;
  }

  private function(call: Call): Static {
    const own = this.options.functions[call.name];
    if (own) return this.call(own, call);
    const ofGo = builtins[call.name];
    if (!ofGo) throw fail(call.place, `there is no function "${call.name}"`);
    return this.builtin(ofGo, call);
  }

  private call(called: Signature, call: Call): Static {
    const values = this.arguments(called, call);
    if (!safe.has(call.name) && !hasGoodExpression(call.name, values)) this.risk();
    return typed(called.out);
  }

  private arguments(called: Signature, { name, place, dot, args, final }: Call): Static[] {
    checkCount(called, name, place, args.length, final);
    const values = args.map((arg, i) => this.guarded(() => this.argument(arg, parameter(called, i), dot)));
    if (final) values.push(convert(final, parameter(called, args.length), place));
    for (const value of values) this.options.onUse?.(value, place);
    if (values.some((value, i) => mayNotFit(value, parameter(called, i)))) this.risk();
    this.options.onCall?.(name, values, place);
    return values;
  }

  private argument(operand: Operand, type: Type, dot: Static): Static {
    if (operand.kind === "bool" || operand.kind === "number" || operand.kind === "string") {
      const value = constant(operand, type);
      if (operand.kind === "string") return { type: value.type, text: operand.value };
      return { type: value.type, isZero: value.v === 0n };
    }
    if (operand.kind === "nil") {
      if (!canBeNil(type)) throw fail(operand, `nil is no ${type.name}`);
      return unknown;
    }
    return convert(this.operand(operand, dot), type, operand);
  }

  private builtin(called: GoFunction, call: Call): Static {
    const { name, place } = call;
    const values = this.arguments(called, call);
    if (!safe.has(name) || !isSafe(name, values, this.options)) this.risk();
    switch (name) {
      case "and":
      case "or":
        return {
          ...(values.every(({ type }) => type?.name === values[0]?.type?.name) && typed(values[0]?.type)),
          ...(name === "or" && firstFilled(values, this.options)),
        };
      case "index":
        return this.index(values, place);
      case "slice":
        return indexable(values[0], "slice", "string") ? typed(values[0]?.type) : failIndex(values[0], place, "be cut");
      case "len":
        if (!indexable(values[0], "slice", "string", "map")) failIndex(values[0], place, "be counted");
        return { type: types.int };
      case "call":
        throw fail(place, "call takes a function, and the data has none");
      case "eq":
      case "ne":
      case "lt":
      case "le":
      case "gt":
      case "ge":
        compare(name, values, place);
        return { type: types.bool };
    }
    return typed(called.out);
  }

  private index([first = unknown, ...indexes]: readonly Static[], place: Place): Static {
    let value = first;
    for (const at of indexes) {
      const type = followed(value.type);
      if (!type && value.filledWith) {
        value = this.read(typed(value.filledWith), place);
        continue;
      }
      if (!type || type.kind === "interface") return unknown;
      const key = followed(at.type);
      if (!["map", "slice", "string"].includes(type.kind)) return failIndex(value, place, "be indexed");
      const fits =
        !key || key.kind === "interface" || (type.kind === "map" ? isAssignable(key, types.string) : isInteger(key));
      if (!fits) throw fail(place, `${describe(key)} is no index of ${describe(type)}`);
      const path =
        value.path &&
        (type.kind === "map" ? [...value.path, at.text === undefined ? "*" : fromBytes(at.text)] : value.path);
      const elem = type.kind === "string" ? types.uint8 : type.elem;
      value = this.read({ ...typed(elem), ...(path && { path }) }, place);
    }
    return value;
  }
}

/** Whether a function of Go itself gives a result for any values of these types. */
function isSafe(name: string, values: readonly Static[], { filled = [] }: TypeOptions): boolean {
  const [first, ...others] = values;
  if (comparisons.has(name)) return values.every(({ type }) => type && comparableKind(type) !== undefined);
  if (name === "len") return ["slice", "map", "string"].includes(first?.type?.kind ?? "");
  if (name !== "index") return true;
  const [at] = others;
  if (others.length !== 1) return false;
  if (first?.type?.kind === "map") return at?.type?.kind === "string";
  return at?.isZero === true && first !== undefined && isFilled(first, filled);
}

const isFilled = ({ type, path, filledWith }: Static, filled: readonly string[]): boolean =>
  filledWith !== undefined || (type?.kind === "slice" && filled.includes(path?.join(".") ?? ""));

/** `or .Alerts.Firing .Alerts` has an element if the last one has: an empty slice is not taken before it. */
function firstFilled(values: readonly Static[], { filled = [] }: TypeOptions): Pick<Static, "filledWith"> {
  const [last] = values.slice(-1);
  const elem = last?.type?.elem;
  const isOfOneKind = values.every(({ type }) => type?.kind === "slice" && type.elem?.name === elem?.name);
  return last && elem && isOfOneKind && isFilled(last, filled) ? { filledWith: elem } : {};
}

/** Whether a function is called with a constant regular expression that Go takes. */
function hasGoodExpression(name: string, [pattern]: readonly Static[]): boolean {
  if (!["match", "reReplaceAll"].includes(name) || pattern?.text === undefined) return false;
  try {
    compileRegex(pattern.text);
    return true;
  } catch {
    return false;
  }
}

/** Whether only the value itself decides if it can be passed on. */
const mayNotFit = ({ type }: Static, wanted: Type): boolean =>
  wanted.kind !== "interface" &&
  wanted.name !== types.reflected.name &&
  (!type || type.kind === "interface" || type.kind === "pointer");

const typed = (type: Type | undefined): Static => (!type || type.kind === "interface" ? unknown : { type });

/** The type behind pointers. */
const followed = (type: Type | undefined): Type | undefined => (type?.kind === "pointer" ? followed(type.elem) : type);

function convert(value: Static, type: Type, place: Place): Static {
  const from = value.type;
  if (!from || from.kind === "interface" || type.name === types.reflected.name || isAssignable(from, type))
    return value;
  if (from.kind === "pointer" && from.elem && isAssignable(from.elem, type)) return value;
  throw fail(place, `expected ${describe(type)}, found ${describe(from)}`);
}

const indexable = (value: Static | undefined, ...kinds: Type["kind"][]): boolean => {
  const type = followed(value?.type);
  return !type || type.kind === "interface" || kinds.includes(type.kind);
};

function failIndex(value: Static | undefined, place: Place, what: string): never {
  throw fail(place, `${describe(value?.type as Type)} cannot ${what}`);
}

function compare(name: string, values: readonly Static[], place: Place): void {
  const [first, ...others] = values.map(({ type }) => type);
  const kinds = [first, ...others].map((type) => type && type.kind !== "interface" && comparableKind(type));
  const isOrder = name !== "eq" && name !== "ne";
  for (const [i, kind] of kinds.entries()) {
    const type = values[i]?.type;
    if (isOrder && type && type.kind !== "interface" && (!kind || kind === "bool" || kind === "complex"))
      throw fail(place, `${describe(type)} has no order`);
    const pair = [kinds[0], kind];
    if (i === 0 || !first || !type || [first, type].some((each) => each.kind === "interface") || pair[0] === pair[1])
      continue;
    if (pair.includes("int") && pair.includes("uint")) continue;
    const hint =
      pair.includes("int") && pair.includes("float") ? "write the number with a point, such as 5.0" : undefined;
    throw fail(place, `${describe(first)} and ${describe(type)} cannot be compared`, hint);
  }
  if (!isOrder && values.length === 1) throw fail(place, "eq compares with something: it has one argument");
}
