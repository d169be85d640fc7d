import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseSync } from "oxc-parser";

/** A name that a module exports. */
export interface Exported {
  /** With a namespace's name before it: `metric.counter`. */
  readonly name: string;
  readonly kind: "function" | "value" | "type";
  /** The text of its doc comment; empty where it has none. */
  readonly doc: string;
}

type Parsed = ReturnType<typeof parseSync>;
type Node = Parsed["program"]["body"][number];
type Exporting = Extract<Node, { type: "ExportNamedDeclaration" }>;
type Declaring = Extract<Exporting["declaration"], { type: "VariableDeclaration" }>;
type Initializer = Declaring["declarations"][number]["init"];

/** What a module exports, through every module that it exports again. Exports of packages are left out. */
export function exportsOf(file: string): Exported[] {
  const text = readFileSync(file, "utf8");
  const parsed = parseSync(file, text);
  return parsed.program.body.flatMap((node): Exported[] => {
    if (node.type === "ExportAllDeclaration") {
      const all = fromModule(file, node.source.value).filter(
        ({ kind }) => node.exportKind !== "type" || kind === "type",
      );
      return node.exported ? all.map((one) => ({ ...one, name: `${nameOf(node.exported)}.${one.name}` })) : all;
    }
    if (node.type !== "ExportNamedDeclaration") return [];
    return node.declaration ? declared(node, (start) => docBefore(start, parsed, text)) : named(node, file, parsed);
  });
}

/** `export { a as b } from "./module.ts"`, and `export { a }` of something imported. */
function named({ source, specifiers }: Exporting, file: string, parsed: Parsed): Exported[] {
  return specifiers.flatMap(({ local, exported }) => {
    const name = nameOf(local);
    const module = source?.value ?? importedFrom(parsed, name);
    return (module === undefined ? [] : fromModule(file, module))
      .filter((one) => one.name === name)
      .map((one) => ({ ...one, name: nameOf(exported) }));
  });
}

const importedFrom = (parsed: Parsed, name: string): string | undefined =>
  parsed.module.staticImports.find(({ entries }) => entries.some(({ localName }) => localName.value === name))
    ?.moduleRequest.value;

const fromModule = (file: string, request: string): Exported[] =>
  request.startsWith(".") ? exportsOf(join(dirname(file), request)) : [];

function declared({ declaration, start }: Exporting, docAt: (start: number) => string): Exported[] {
  const doc = docAt(start);
  switch (declaration?.type) {
    case "VariableDeclaration":
      return declaration.declarations.flatMap(({ id, init }): Exported[] => {
        if (id.type !== "Identifier") return [];
        const members = documentedMembers(init, docAt).map((one) => ({ ...one, name: `${id.name}.${one.name}` }));
        if (members.length > 0) return members;
        return [{ name: id.name, kind: isFunction(init) ? "function" : "value", doc }];
      });
    case "FunctionDeclaration":
      return declaration.id ? [{ name: declaration.id.name, kind: "function", doc }] : [];
    case "ClassDeclaration":
      return declaration.id ? [{ name: declaration.id.name, kind: "value", doc }] : [];
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
      return [{ name: declaration.id.name, kind: "type", doc }];
    default:
      return [];
  }
}

/** The fields of an object that have doc comments: it is a namespace. */
const documentedMembers = (init: Initializer, docAt: (start: number) => string): Exported[] =>
  init?.type !== "ObjectExpression"
    ? []
    : init.properties.flatMap((property): Exported[] => {
        const doc = docAt(property.start);
        return property.type === "Property" && property.key.type === "Identifier" && doc !== ""
          ? [{ name: property.key.name, kind: isFunction(property.value) ? "function" : "value", doc }]
          : [];
      });

const isFunction = (init: { readonly type: string } | null): boolean =>
  init?.type === "ArrowFunctionExpression" || init?.type === "FunctionExpression";

const nameOf = (name: { type: string; name?: string; value?: string } | null): string =>
  name?.name ?? name?.value ?? "";

/** The doc comment that ends right before a position. Line comments for the linter may stand between. */
function docBefore(start: number, { comments }: Parsed, text: string): string {
  const doc = comments.findLast(
    ({ type, value, end }) =>
      type === "Block" && value.startsWith("*") && end <= start && /^(?:\s|\/\/.*)*$/.test(text.slice(end, start)),
  );
  return doc?.value.slice(1) ?? "";
}
