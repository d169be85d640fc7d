import { _, Ajv, type AnySchemaObject, type CodeKeywordDefinition, type KeywordErrorDefinition, stringify } from "ajv";
import type { Validator } from "./choices.ts";

/** JSON Schemas by the names of the types that they are made from. */
export type Schemas = Readonly<Record<string, object>>;

/** An error of `anyOf` has the ids of the alternatives, as far as these are types of their own. */
const alternatives: KeywordErrorDefinition = {
  message: "must match a schema in anyOf",
  params: ({ schema, it }) => {
    const refs = (schema as AnySchemaObject[]).flatMap(({ $ref }) => ($ref ? `${it.baseId}${$ref}` : []));
    return _`{ alternatives: ${stringify(refs)} }`;
  },
};

/** A compiler of validators by their ids. @param source whether their source code is kept, to be written to a file */
export function compiler(schemas: Schemas, { source }: { readonly source: boolean }): Ajv {
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
