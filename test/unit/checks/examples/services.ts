import type { Model } from "../../../../lib/model/model.ts";
import { type Examples, pair } from "./example.ts";
import { exampleModel, exampleService } from "./model.ts";

export const serviceExamples: Examples = {
  "service-metrics": pair(withCatalog, { bad: "node", good: "node-exporter" }),
  "stack-port": pair(
    (port: number) => exampleModel({ stack: { a: exampleService({ port: 9100 }), b: exampleService({ port }) } }),
    { bad: 9100, good: 9101 },
  ),
};

function withCatalog(name: string): Model {
  return {
    ...exampleModel({ stack: { "node-exporter": exampleService({ scrape: { interval: "15s" } }) } }),
    catalogs: [{ name, file: `metrics/${name}.ts`, definition: { title: "Node", version: "1", metrics: {} } }],
  };
}
