import { builtins } from "./builtins.ts";
import { sprint } from "./format.ts";
import type { Branch, Command, Node, Operand, Pipe, Place, Range, Template, TemplateSet } from "./lex.ts";
import type { GoNumber } from "./number.ts";
import { TemplateError } from "./parse.ts";
import { fromBytes, quote } from "./text.ts";
import {
  canBeNil,
  GoError,
  type GoFunction,
  goBool,
  goFloat,
  goInt,
  goString,
  indirect,
  isAssignable,
  isInteger,
  isTrue,
  itemsOf,
  type MaybeValue,
  type Method,
  mapOfValue,
  type Signature,
  type Struct,
  sortedEntries,
  type Type,
  types,
  unwrap,
  type Value,
  zero,
} from "./types.ts";

/** Functions by name. Those of Go itself are there besides. */
export type Functions = Readonly<Record<string, GoFunction>>;

/** A template that runs without end, or calls itself without end, is stopped here. */
const maxSteps = 2_000_000;

/**
 * Renders a template as Go does, with the option `missingkey=zero`.
 * @returns text in bytes
 * @throws TemplateError where Go stops with an error
 */
export function render(
  templates: TemplateSet,
  name: string,
  data: MaybeValue,
  functions: Functions,
  texts: RenderedTemplates = new WeakMap(),
): string {
  const template = templates.get(name);
  if (!template) throw new TemplateError(`there is no template "${fromBytes(name)}"`, { from: 0, to: 0 });
  return new Rendering(templates, functions, texts).all(template, data);
}

/**
 * What templates gave for a value. Templates and functions have no state, so that renderings share it where they have
 * the same functions and the same templates apart from the one without a name, which is a field's own.
 */
export type RenderedTemplates = WeakMap<Value, Map<Template, string>>;

const none: readonly Operand[] = [];

/** What precedes a command in its pipeline: nothing, or a value. */
type Final = { readonly value: MaybeValue } | undefined;
type Signal = "break" | "continue" | undefined;

class Rendering {
  private output = "";
  private steps = 0;
  private variables: { readonly name: string; value: MaybeValue }[] = [];

  private readonly templates: TemplateSet;
  private readonly functions: Functions;
  private readonly texts: RenderedTemplates;
  /** How often the template without a name was invoked. */
  private ownInvocations = 0;

  constructor(templates: TemplateSet, functions: Functions, texts: RenderedTemplates) {
    this.templates = templates;
    this.functions = functions;
    this.texts = texts;
  }

  all(template: Template, data: MaybeValue): string {
    try {
      this.invoke(template, data);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new TemplateError("the template calls itself without end", { from: 0, to: 0 });
    }
    return this.output;
  }

  private invoke(template: Template, dot: MaybeValue): void {
    const outer = this.variables;
    this.variables = [{ name: "$", value: dot }];
    try {
      this.walk(template.nodes, dot);
    } catch (error) {
      if (error instanceof TemplateError) error.template ??= template;
      throw error;
    }
    this.variables = outer;
  }

  /** Renders a template unless its text for the value is known. */
  private include(name: string, template: Template, dot: MaybeValue): void {
    const known = dot && this.texts.get(dot);
    const text = known?.get(template);
    if (text !== undefined) {
      this.output += text;
      return;
    }
    const before = this.output;
    const ownInvocations = this.ownInvocations;
    this.output = "";
    if (name === "") this.ownInvocations++;
    this.invoke(template, dot);
    if (dot && ownInvocations === this.ownInvocations) {
      const texts = known ?? new Map<Template, string>();
      texts.set(template, this.output);
      this.texts.set(dot, texts);
    }
    this.output = before + this.output;
  }

  private walk(nodes: readonly Node[], dot: MaybeValue): Signal {
    for (const node of nodes) {
      const signal = this.node(node, dot);
      if (signal) return signal;
    }
    return undefined;
  }

  private node(node: Node, dot: MaybeValue): Signal {
    this.step(node);
    switch (node.kind) {
      case "text":
        this.output += node.text;
        return undefined;
      case "action": {
        const value = this.pipe(node.pipe, dot);
        if (node.pipe.declares.length === 0) this.output += this.printed(value);
        return undefined;
      }
      case "break":
      case "continue":
        return node.kind;
      case "template": {
        const template = this.templates.get(node.name);
        if (!template) throw fail(node, `there is no template "${fromBytes(node.name)}"`);
        this.include(node.name, template, node.pipe && this.pipe(node.pipe, dot));
        return undefined;
      }
      default: {
        const mark = this.variables.length;
        const signal = node.kind === "range" ? this.range(node, dot) : this.branch(node, dot);
        this.variables.length = mark;
        return signal;
      }
    }
  }

  private branch({ kind, pipe, list, otherwise }: Branch, dot: MaybeValue): Signal {
    const value = this.pipe(pipe, dot);
    if (isTrue(unwrap(value))) return this.walk(list, kind === "with" ? value : dot);
    return otherwise && this.walk(otherwise, dot);
  }

  private step(place: Place): void {
    if (++this.steps > maxSteps) throw fail(place, "the template runs without end");
  }

  private printed(value: MaybeValue): string {
    const shown = value?.type.kind === "pointer" ? indirect(value).value : value;
    return shown ? sprint([shown]) : "<no value>";
  }

  private range({ pipe, list, otherwise }: Range, dot: MaybeValue): Signal {
    const { value } = indirect(this.pipe(pipe, dot));
    let ran = false;
    for (const [key, item] of this.iterations(value, pipe)) {
      ran = true;
      this.step(pipe);
      const mark = this.variables.length;
      this.declareIteration(pipe, key, item);
      const signal = this.walk(list, item);
      this.variables.length = mark;
      if (signal === "break") return undefined;
    }
    return ran || !otherwise ? undefined : this.walk(otherwise, dot);
  }

  private declareIteration({ declares: [first, second], isAssign }: Pipe, key: MaybeValue, item: MaybeValue): void {
    if (first === undefined) return;
    const { variables } = this;
    if (isAssign) {
      this.assign(first, second === undefined ? item : key);
      if (second !== undefined) this.assign(second, item);
    } else {
      const top = variables[variables.length - 1];
      if (top) top.value = item;
      const below = variables[variables.length - 2];
      if (second !== undefined && below) below.value = key;
    }
  }

  private *iterations(value: MaybeValue, pipe: Pipe): Generator<readonly [MaybeValue, MaybeValue]> {
    if (!value) return;
    if (value.type.kind === "slice") for (const [i, item] of itemsOf(value).entries()) yield [goInt(i), item];
    else if (value.type.kind === "map") for (const [key, item] of sortedEntries(value)) yield [goString(key), item];
    else if (isInteger(value.type)) {
      if (pipe.declares.length > 1) throw fail(pipe, "a range over a number has one variable");
      for (let i = 0n; i < (value.v as bigint); i++) yield [undefined, { type: value.type, v: i }];
    } else throw fail(pipe, `a range cannot go through ${value.type.name}`);
  }

  private assign(name: string, value: MaybeValue): void {
    const variable = this.variables.findLast((each) => each.name === name);
    if (variable) variable.value = value;
  }

  private pipe(pipe: Pipe, dot: MaybeValue): MaybeValue {
    let final: Final;
    for (const command of pipe.commands) final = { value: unwrap(this.command(command, dot, final)) };
    const value = final?.value;
    for (const name of pipe.declares) {
      if (!pipe.isAssign) this.variables.push({ name, value });
      else if (this.variables.some((each) => each.name === name)) this.assign(name, value);
      else throw fail(pipe, `undefined variable ${name}: declare it with :=`);
    }
    return value;
  }

  private command({ args }: Command, dot: MaybeValue, final: Final): MaybeValue {
    const first = args[0] as Operand;
    const rest = args.length === 1 ? none : args.slice(1);
    switch (first.kind) {
      case "field":
        return this.fields(dot, dot, first, first.names, rest, final);
      case "chain":
        return this.fields(dot, this.operand(first.of, dot), first, first.names, rest, final);
      case "variable":
        if (first.names.length === 0) noArguments(first, rest, final);
        return this.variable(first, dot, rest, final);
      case "function":
        return this.function(first, dot, rest, final);
    }
    noArguments(first, rest, final);
    if (first.kind === "nil") throw fail(first, "nil is not a command");
    return this.operand(first, dot);
  }

  /** An operand alone, for a parameter that takes anything. */
  private operand(operand: Operand, dot: MaybeValue): MaybeValue {
    switch (operand.kind) {
      case "pipe":
        return this.pipe(operand, dot);
      case "dot":
        return dot;
      case "field":
        return this.fields(dot, dot, operand, operand.names, [], undefined);
      case "chain":
        return this.fields(dot, this.operand(operand.of, dot), operand, operand.names, [], undefined);
      case "variable":
        return this.variable(operand, dot, [], undefined);
      case "function":
        return this.function(operand, dot, [], undefined);
      case "bool":
        return goBool(operand.value);
      case "string":
        return goString(operand.value);
      case "number":
        return idealConstant(operand, operand.value);
      case "nil":
        return undefined;
    }
  }

  private variable(
    operand: Extract<Operand, { kind: "variable" }>,
    dot: MaybeValue,
    args: readonly Operand[],
    final: Final,
  ): MaybeValue {
    const found = this.variables.findLast((each) => each.name === operand.name);
    if (!found) throw fail(operand, `undefined variable ${operand.name}`);
    return operand.names.length === 0
      ? found.value
      : this.fields(dot, found.value, operand, operand.names, args, final);
  }

  private fields(
    dot: MaybeValue,
    from: MaybeValue,
    place: Place,
    names: readonly string[],
    args: readonly Operand[],
    final: Final,
  ): MaybeValue {
    let receiver = from;
    const last = names.length - 1;
    for (let i = 0; i < last; i++) receiver = this.field(dot, receiver, place, names[i] as string, none, undefined);
    return this.field(dot, receiver, place, names[last] as string, args, final);
  }

  private field(
    dot: MaybeValue,
    from: MaybeValue,
    place: Place,
    name: string,
    args: readonly Operand[],
    final: Final,
  ): MaybeValue {
    if (!from) return undefined;
    const { value, isNil } = indirect(from);
    if (!value) return undefined;
    const method = methodOf(value.type, name);
    if (method) return this.call(method, name, place, dot, args, final, value);
    if (isNil) throw fail(place, `nil has no ${name}`);
    const hasArguments = args.length > 0 || final !== undefined;
    if (value.type.kind === "map") {
      if (hasArguments) throw fail(place, `${name} is not a method but has arguments`);
      return mapOfValue(value).get(name) ?? zero(value.type.elem ?? types.any);
    }
    if (!value.type.fields || !Object.hasOwn(value.type.fields, name))
      throw fail(place, noField(value.type, name), fieldsHint(value.type));
    if (hasArguments) throw fail(place, `${name} has arguments but is not a function`);
    return (value.v as Struct)[name];
  }

  private function(
    operand: Extract<Operand, { kind: "function" }>,
    dot: MaybeValue,
    args: readonly Operand[],
    final: Final,
  ): MaybeValue {
    const own = this.functions[operand.name];
    const builtin = own ? undefined : builtins[operand.name];
    const called = own ?? builtin;
    if (!called) throw fail(operand, `there is no function "${operand.name}"`);
    if (builtin && (operand.name === "and" || operand.name === "or"))
      return this.shortCircuit(operand, dot, args, final);
    return this.call(called, operand.name, operand, dot, args, final);
  }

  /** `and` and `or` evaluate no argument after the one that decides. */
  private shortCircuit(
    operand: Extract<Operand, { kind: "function" }>,
    dot: MaybeValue,
    args: readonly Operand[],
    final: Final,
  ): MaybeValue {
    checkCount(builtins.and as GoFunction, operand.name, operand, args.length, final);
    let value: MaybeValue;
    for (const arg of args) {
      value = this.argument(arg, types.reflected, dot);
      if (isTrue(unwrap(value)) === (operand.name === "or")) return value;
    }
    return final ? final.value : value;
  }

  private call(
    called: GoFunction | Method,
    name: string,
    place: Place,
    dot: MaybeValue,
    args: readonly Operand[],
    final: Final,
    receiver?: Value,
  ): MaybeValue {
    checkCount(called, name, place, args.length, final);
    const values: MaybeValue[] = receiver ? [receiver] : [];
    for (let i = 0; i < args.length; i++) {
      const type = parameter(called, i);
      const value = this.argument(args[i] as Operand, type, dot);
      values.push(type.kind === "interface" ? unwrap(value) : value);
    }
    if (final) {
      const type = parameter(called, args.length);
      const value = convert(final.value, type, place);
      values.push(type.kind === "interface" ? unwrap(value) : value);
    }
    try {
      if ("unusable" in called && called.unusable) throw new GoError(called.unusable);
      return (called as GoFunction).call(...values);
    } catch (error) {
      if (error instanceof GoError) throw fail(place, `${name}: ${error.message}`);
      throw error;
    }
  }

  private argument(operand: Operand, type: Type, dot: MaybeValue): MaybeValue {
    switch (operand.kind) {
      case "bool":
      case "number":
      case "string":
        return constant(operand, type);
      case "nil":
        if (canBeNil(type)) return type.name === types.reflected.name ? undefined : zero(type);
        throw fail(operand, `nil is no ${type.name}`);
    }
    return convert(this.operand(operand, dot), type, operand);
  }
}

export const fail = ({ from, to }: Place, message: string, hint?: string): TemplateError =>
  new TemplateError(message, { from, to }, hint);

export const noField = (type: Type, name: string): string => `${describe(type)} has no field or method ${name}`;

/** A type in the words of whoever writes templates. */
export const describe = (type: Type): string =>
  type.name.replaceAll("interface {}", "any").replace(/^\*?template\./, "");

export const fieldsHint = (type: Type): string | undefined => {
  const names = [...Object.keys(type.fields ?? {}), ...Object.keys(type.methods?.() ?? {})];
  return names.length > 0 && names.length < 20 ? `there are ${names.join(", ")}` : undefined;
};

export const methodOf = (type: Type, name: string): Method | undefined => {
  const methods = type.methods?.();
  return methods && Object.hasOwn(methods, name) ? methods[name] : undefined;
};

function noArguments(place: Place, args: readonly Operand[], final: Final): void {
  if (args.length > 0 || final) throw fail(place, "it is no function, but has arguments");
}

export function checkCount(
  called: Signature,
  name: string,
  place: Place,
  args: number,
  final: object | undefined,
): void {
  const given = args + (final ? 1 : 0);
  const wanted = called.in.length;
  if (called.variadic ? given >= wanted - 1 : given === wanted) return;
  throw fail(
    place,
    `${name} takes ${called.variadic ? `at least ${wanted - 1}` : wanted} ${wanted === 1 ? "argument" : "arguments"}, but has ${given}`,
  );
}

/** The type of a function's argument; that of the elements where it is one of any number. */
export const parameter = (called: Signature, at: number): Type =>
  called.in[called.variadic ? Math.min(at, called.in.length - 1) : at] ?? types.any;

/** A constant for a parameter of a type. */
export function constant(operand: Extract<Operand, { kind: "bool" | "number" | "string" }>, type: Type): Value {
  if (type.kind === "interface" || type.name === types.reflected.name)
    return operand.kind === "bool"
      ? goBool(operand.value)
      : operand.kind === "string"
        ? goString(operand.value)
        : idealConstant(operand, operand.value);
  if (operand.kind === "bool" && type.kind === "bool") return { type, v: operand.value };
  if (operand.kind === "string" && type.kind === "string") return { type, v: operand.value };
  if (operand.kind === "number") {
    const { int, uint, float, complex } = operand.value;
    const whole = type.kind.startsWith("uint") ? uint : isInteger(type) ? int : undefined;
    if (whole !== undefined) return { type, v: whole };
    if (type.kind === "float64" && float !== undefined) return { type, v: float };
    if (type.kind === "complex128" && complex) return { type, v: complex };
  }
  throw fail(
    operand,
    `expected ${describe(type)}, found ${operand.kind === "string" ? fromBytes(quote(operand.value)) : operand.kind === "bool" ? operand.value : operand.value.text}`,
  );
}

/** The value of a number where no type is wanted. */
function idealConstant(place: Place, { text, int, float, complex }: GoNumber): Value {
  if (complex) return { type: types.complex128, v: complex };
  const isHex = /^0[xX]/.test(text) && text.length > 2 && !/[pP]/.test(text);
  if (float !== undefined && !isHex && !text.startsWith("'") && /[.eEpP]/.test(text)) return goFloat(float);
  if (int !== undefined) return goInt(int);
  throw fail(place, `${text} is too large for an integer`);
}

/** A value for a parameter of a type. */
function convert(value: MaybeValue, type: Type, place: Place): MaybeValue {
  if (type.name === types.reflected.name) return value;
  if (!value) {
    if (canBeNil(type)) return zero(type);
    throw fail(place, `nil is no ${type.name}`);
  }
  if (isAssignable(value.type, type)) return value;
  const inner = value.type.kind === "interface" ? unwrap(value) : value;
  if (inner && isAssignable(inner.type, type)) return inner;
  if (inner?.type.kind === "pointer" && inner.type.elem && isAssignable(inner.type.elem, type) && inner.v)
    return inner.v as Value;
  throw fail(place, `expected ${describe(type)}, found ${describe((inner ?? value).type)}`);
}
