import { _, Ajv, type AnySchemaObject, type CodeKeywordDefinition, type KeywordErrorDefinition, stringify } from "ajv";
import { idOf } from "./ids.ts";
import schemas from "./schemas.json" with { type: "json" };

/** What has a schema: documents, and definitions. */
export type DocumentName = keyof typeof schemas;

/** An error of `anyOf` has the ids of the alternatives, as far as these are types of their own. */
const alternatives: KeywordErrorDefinition = {
  message: "must match a schema in anyOf",
  params: ({ schema, it }) => {
    const refs = (schema as AnySchemaObject[]).flatMap(({ $ref }) => ($ref ? `${it.baseId}${$ref}` : []));
    return _`{ alternatives: ${stringify(refs)} }`;
  },
};

/** A compiler of validators by their ids. @param source whether their source code is kept, to be written to a file */
export function compiler({ source }: { readonly source: boolean }): Ajv {
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

/** The id of everything that is validated by itself: documents, panels, and alternatives of a choice. */
export function allIds(): string[] {
  const names = Object.keys(schemas).filter((name) => name !== "PanelDocuments");
  return [
    ...names.map((name) => idOf(name)),
    ...Object.keys(schemas.PanelDocuments.definitions.PanelDocuments.properties).map((type) =>
      idOf("PanelDocuments", `/properties/${type}`),
    ),
    ...new Set(Object.entries(schemas).flatMap(([name, schema]) => alternativesIn(schema).map((ref) => name + ref))),
  ];
}

function alternativesIn(schema: unknown): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const own = "anyOf" in schema ? (schema.anyOf as AnySchemaObject[]).flatMap(({ $ref }) => $ref ?? []) : [];
  return [...own, ...Object.values(schema).flatMap(alternativesIn)];
}
