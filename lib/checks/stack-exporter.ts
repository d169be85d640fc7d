import type { Check } from "./check.ts";
import { exampleModel, exampleService } from "./example.ts";
import { didYouMean } from "./suggest.ts";

export const stackExporter: Check = {
  name: "stack-exporter",
  why: "A job whose exporter has no catalog in metrics/ is queried for metrics that no check can prove.",
  *find({ stack, catalogs }) {
    const known = catalogs.map(({ name }) => name);
    for (const [name, { scrape, catalog = name }] of Object.entries(stack)) {
      if (!scrape || known.includes(catalog)) continue;
      const hint =
        didYouMean(catalog, known) ?? `write metrics/${catalog}.ts with \`bigdata-monitoring metrics import\``;
      yield { file: "stack.ts", path: [name], message: `no metric catalog metrics/${catalog}.ts`, hint };
    }
  },
  bad: () => withCatalog("node"),
  good: () => withCatalog("node-exporter"),
};

const withCatalog = (name: string) => ({
  ...exampleModel({ stack: { "node-exporter": exampleService({ scrape: { interval: "15s" } }) } }),
  catalogs: [{ name, file: `metrics/${name}.ts`, definition: { title: "Node", version: "1", metrics: {} } }],
});
