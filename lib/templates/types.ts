// Go's types, as far as the data and functions of Prometheus' and Alertmanager's templates have them.

type Kind =
  | "bool"
  | "int"
  | "int32"
  | "int64"
  | "uint8"
  | "uint64"
  | "float64"
  | "complex128"
  | "string"
  | "slice"
  | "map"
  | "struct"
  | "pointer"
  | "interface";

export interface Type {
  readonly kind: Kind;
  /** As Go writes it, such as `map[string]string`. */
  readonly name: string;
  /** The name of the type that it is made of: a named type and this one can be assigned to each other. */
  readonly underlying: string;
  /** Of slices, maps (whose keys are strings) and pointers. */
  readonly elem?: Type;
  readonly fields?: Readonly<Record<string, Field>>;
  /** By name. A function, because methods return types that have methods. */
  readonly methods?: () => Readonly<Record<string, Method>>;
}

interface Field {
  readonly type: Type;
  /** The field's name in JSON, if it is not its own. */
  readonly json?: string;
}

/** A value of Go. `undefined` in its place stands for none: reflection's invalid value, which nil becomes. */
export interface Value {
  readonly type: Type;
  /**
   * boolean; bigint for integers; number; Complex; string (bytes); Slice; Map of string to Value, or null; Struct;
   * for pointers a Value or null; for interfaces a Value or undefined.
   */
  readonly v: unknown;
}

export type MaybeValue = Value | undefined;

export interface Slice {
  readonly items: readonly Value[];
  readonly capacity: number;
}

export type Struct = Readonly<Record<string, Value>>;

export interface Signature {
  readonly in: readonly Type[];
  /** Whether the last parameter takes any number of arguments. */
  readonly variadic?: boolean;
  readonly out: Type;
  /** Whether every argument of a certain type succeeds; otherwise the function can fail. */
  readonly fails?: string;
}

export interface GoFunction extends Signature {
  /** @throws GoError */
  readonly call: (...args: MaybeValue[]) => MaybeValue;
}

export interface Method extends Signature {
  /** Why templates cannot call it: it returns more than one value. */
  readonly unusable?: string;
  readonly call: (receiver: Value, ...args: MaybeValue[]) => MaybeValue;
}

export const method = (out: Type, call: Method["call"], ...params: Type[]): Method => ({ in: params, out, call });

/** An error that a function returns. */
export class GoError extends Error {}

const basic = (kind: Kind, name: string = kind): Type => ({ kind, name, underlying: name });

export const types = {
  bool: basic("bool"),
  int: basic("int"),
  int64: basic("int64"),
  uint8: basic("uint8"),
  uint64: basic("uint64"),
  float64: basic("float64"),
  complex128: basic("complex128"),
  string: basic("string"),
  any: basic("interface", "interface {}"),
  /** A parameter that takes any value as it is: Go's `reflect.Value`. */
  reflected: basic("struct", "reflect.Value"),
} as const satisfies Record<string, Type>;

export const sliceOf = (elem: Type): Type => ({ ...basic("slice", `[]${elem.name}`), elem });
export const mapOf = (elem: Type): Type => ({ ...basic("map", `map[string]${elem.name}`), elem });
export const pointerTo = (elem: Type): Type => ({
  ...basic("pointer", `*${elem.name}`),
  elem,
  ...(elem.methods && { methods: elem.methods }),
});

/** A type of its own, such as `time.Duration` of `int64`. */
export const named = (name: string, of: Type, methods?: Type["methods"]): Type => ({
  ...of,
  name,
  underlying: of.underlying,
  ...(methods && { methods: once(methods) }),
});

export const structOf = (name: string, fields: Type["fields"], methods?: Type["methods"]): Type => ({
  ...basic("struct", name),
  ...(fields && { fields }),
  ...(methods && { methods: once(methods) }),
});

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

export const strings = sliceOf(types.string);
export const anys = sliceOf(types.any);

/** Whether Go takes a value of one type where the other is wanted. */
export function isAssignable(from: Type, to: Type): boolean {
  if (from.name === to.name || to.name === types.any.name) return true;
  const isNamed = (type: Type) => type.name !== type.underlying || basicKinds.has(type.kind);
  return from.underlying === to.underlying && !(isNamed(from) && isNamed(to));
}

const basicKinds: ReadonlySet<Kind> = new Set<Kind>([
  ...(["bool", "int", "int32", "int64", "uint8", "uint64", "float64", "complex128", "string", "struct"] as const),
]);

export const isInteger = ({ kind }: Type): boolean => integers.has(kind);
const integers: ReadonlySet<Kind> = new Set<Kind>(["int", "int32", "int64", "uint8", "uint64"]);

/** Whether nil can stand for a value of the type. */
export const canBeNil = (type: Type): boolean =>
  ["interface", "map", "pointer", "slice"].includes(type.kind) || type.name === types.reflected.name;

export const goBool = (v: boolean): Value => ({ type: types.bool, v });
export const goInt = (v: bigint | number): Value => ({ type: types.int, v: BigInt.asIntN(64, BigInt(v)) });
export const goFloat = (v: number): Value => ({ type: types.float64, v });
/** @param v in bytes */
export const goString = (v: string): Value => ({ type: types.string, v });
export const goSlice = (type: Type, items: readonly Value[], capacity = items.length): Value => ({
  type,
  v: { items, capacity } satisfies Slice,
});
export const goStrings = (items: readonly string[], type = strings): Value => goSlice(type, items.map(goString));
export const goMap = (type: Type, entries: Iterable<readonly [string, Value]>): Value => ({
  type,
  v: new Map(entries),
});
export const goStruct = (type: Type, v: Struct): Value => ({ type, v });
export const goPointer = (to: Value): Value => ({ type: pointerTo(to.type), v: to });

export const itemsOf = (value: Value): readonly Value[] => (value.v as Slice | null)?.items ?? [];
export const mapOfValue = (value: Value): ReadonlyMap<string, Value> =>
  (value.v as Map<string, Value> | null) ?? new Map();
export const stringOf = (value: MaybeValue): string => String(value?.v ?? "");

/** Keys of a map in the order in which Go's templates and `fmt` go through them. */
export const sortedEntries = (value: Value): [string, Value][] =>
  [...mapOfValue(value)].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

/** The value of a type that Go gives to what is not set. */
export function zero(type: Type): Value {
  switch (type.kind) {
    case "bool":
      return { type, v: false };
    case "string":
      return { type, v: "" };
    case "float64":
      return { type, v: 0 };
    case "complex128":
      return { type, v: { re: 0, im: 0 } };
    case "interface":
      return { type, v: undefined };
    case "slice":
    case "map":
    case "pointer":
      return { type, v: null };
    case "struct":
      return {
        type,
        v: Object.fromEntries(Object.entries(type.fields ?? {}).map(([name, field]) => [name, zero(field.type)])),
      };
    default:
      return { type, v: 0n };
  }
}

/** What an interface holds. */
export const unwrap = (value: MaybeValue): MaybeValue =>
  value?.type.kind === "interface" ? (value.v as MaybeValue) : value;

/** What pointers and interfaces lead to; `isNil` where they lead nowhere. */
export function indirect(value: MaybeValue): { readonly value: MaybeValue; readonly isNil: boolean } {
  let current = value;
  while (current && (current.type.kind === "pointer" || current.type.kind === "interface")) {
    const inner = current.v as MaybeValue | null;
    if (inner === undefined || inner === null) return { value: current, isNil: true };
    current = inner;
  }
  return { value: current, isNil: false };
}

/** Whether a value counts as true in a condition. */
export function isTrue(value: MaybeValue): boolean {
  if (!value) return false;
  const { kind } = value.type;
  if (kind === "slice") return itemsOf(value).length > 0;
  if (kind === "map") return mapOfValue(value).size > 0;
  if (kind === "string") return value.v !== "";
  if (kind === "struct") return true;
  if (kind === "complex128") {
    const { re, im } = value.v as { re: number; im: number };
    return re !== 0 || im !== 0;
  }
  if (kind === "float64") return value.v !== 0;
  return kind === "bool"
    ? value.v === true
    : kind === "pointer" || kind === "interface"
      ? value.v != null
      : value.v !== 0n;
}
