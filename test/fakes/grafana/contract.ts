import { Ajv } from "ajv";
import contract from "./contract.json" with { type: "json" };

// contract.json is the part of the OpenAPI document that Grafana 9.4 publishes for the addresses that we use, less its prose.
const ajv = new Ajv({
  strict: false,
  allErrors: true,
  formats: { int64: true },
  schemas: [{ ...contract, $id: "grafana" }],
});

/** What a real 9.4 was observed to answer beside what it publishes. */
const unpublished: readonly string[] = ["POST /folders 412"];

type Operation = { requestBody?: unknown; responses: Record<string, unknown> };
const paths = contract.paths as unknown as Record<string, Record<string, Operation>>;
const responses = contract.components.responses as Record<string, { content?: unknown }>;

/** What of a request or an answer the published contract does not allow; empty where it allows all. */
export function contractFaults(method: string, path: string, body: unknown, status?: number): string[] {
  const known = Object.keys(paths).find((one) => patternOf(one).test(path));
  const operation = known && paths[known]?.[method.toLowerCase()];
  if (!operation) return [`${method} ${path} is not in the contract`];
  const base = `grafana#/paths/${known.replaceAll("/", "~1")}/${method.toLowerCase()}`;
  if (status === undefined)
    return operation.requestBody ? faultsBy(`${base}/requestBody/content/application~1json/schema`, body) : [];
  if (unpublished.includes(`${method} ${known} ${status}`)) return [];
  const response = operation.responses[String(status)] as { $ref?: string } | undefined;
  if (!response?.$ref) return [`${method} ${path} does not answer ${status}`];
  const name = response.$ref.split("/").at(-1) ?? "";
  return responses[name]?.content
    ? faultsBy(`grafana#/components/responses/${name}/content/application~1json/schema`, body)
    : [];
}

const patternOf = (path: string): RegExp => new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`);

function faultsBy(pointer: string, body: unknown): string[] {
  const validate = ajv.getSchema(pointer.replaceAll("{", "%7B").replaceAll("}", "%7D"));
  if (!validate) return [`the contract has no schema at ${pointer}`];
  return validate(body) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}
