import type { AnySchemaObject } from "ajv";
import standaloneCode from "ajv/dist/standalone/index.js";
import { idOf } from "./choices.ts";
import { compiler, type Schemas } from "./compile.ts";
import kubernetes from "./kubernetes.json" with { type: "json" };
import schemas from "./schemas.json" with { type: "json" };

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
