import { _, Ajv, type AnySchemaObject, type CodeKeywordDefinition, type KeywordErrorDefinition, stringify } from "ajv";
import standaloneCode from "ajv/dist/standalone/index.js";
import { idOf, type Validator } from "./choices.ts";
import kubernetes from "./kubernetes.json" with { type: "json" };
import schemas from "./schemas.json" with { type: "json" };

/** JSON Schemas by the names of the types that they are made from. */
type Schemas = Readonly<Record<string, object>>;

/** An error of `anyOf` has the ids of the alternatives, as far as these are types of their own. */
const alternatives: KeywordErrorDefinition = {
  message: "must match a schema in anyOf",
  params: ({ schema, it }) => {
    const refs = (schema as AnySchemaObject[]).flatMap(({ $ref }) => ($ref ? `${it.baseId}${$ref}` : []));
    return _`{ alternatives: ${stringify(refs)} }`;
  },
};

/** A compiler of validators by their ids. @param source whether their source code is kept, to be written to a file */
function compiler(schemas: Schemas, { source }: { readonly source: boolean }): Ajv {
  const ajv = new Ajv({
    strict: false,
    allErrors: true,
    validateFormats: false,
    validateSchema: false,
    inlineRefs: false,
    code: { source, optimize: false },
  });
  const anyOf = ajv.getKeyword("anyOf") as CodeKeywordDefinition;
  ajv.removeKeyword("anyOf").addKeyword({ ...anyOf, before: "oneOf", error: alternatives });
  for (const [name, schema] of Object.entries(schemas)) ajv.addSchema({ ...schema, $id: name });
  return ajv;
}

/** All errors of a value by the id of its type, which is compiled when it is needed first. */
export function validatorOf(schemas: Schemas): Validator {
  const ajv = compiler(schemas, { source: false });
  return (id, value) => {
    const validate = ajv.getSchema(id);
    if (!validate) throw new Error(`no schema for ${id}: run \`npm run schemas\``);
    return validate(value) ? [] : (validate.errors ?? []);
  };
}

/** A CommonJS module in place of each module that compiles schemas in a run, by the name of that module. */
export const compiledModules: Readonly<Record<string, () => string>> = {
  validators: () => moduleOf(schemas),
  "validators-kubernetes": () => moduleOf(kubernetes),
};

/** The id of everything that is validated by itself: documents, panels, and alternatives of a choice. */
export function idsIn(schemas: Schemas): string[] {
  return Object.entries(schemas).flatMap(([name, schema]) => [
    ...(name === "PanelDocuments" ? panelTypes.map((type) => idOf(name, `/properties/${type}`)) : [idOf(name)]),
    ...new Set(alternativesIn(schema).map((ref) => name + ref)),
  ]);
}

const panelTypes = Object.keys(schemas.PanelDocuments.definitions.PanelDocuments.properties);

function alternativesIn(schema: unknown): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const own = "anyOf" in schema ? (schema.anyOf as AnySchemaObject[]).flatMap(({ $ref }) => $ref ?? []) : [];
  return [...own, ...Object.values(schema).flatMap(alternativesIn)];
}

function moduleOf(schemas: Schemas): string {
  const ids = Object.fromEntries(idsIn(schemas).map((id) => [id, id]));
  return `${standaloneCode.default(compiler(schemas, { source: true }), ids)}
const validators = { ...exports };
exports.errorsIn = (id, value) => {
  const validate = validators[id];
  if (!validate) throw new Error("no schema for " + id + ": run \`npm run schemas\`");
  return validate(value) ? [] : validate.errors;
};
`;
}
