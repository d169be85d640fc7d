import { didYouMean } from "../promql/text/suggest.ts";
import type { Check } from "./check.ts";

const serviceMetrics: Check = {
  name: "service-metrics",
  description: "Without a metric catalog, no query of the service's metrics can be checked.",
  *find({ stack, catalogs }) {
    const known = catalogs.map(({ name }) => name);
    for (const [name, { scrape, catalog = name }] of Object.entries(stack)) {
      if (!scrape || known.includes(catalog)) continue;
      const hint =
        didYouMean(catalog, known) ?? `write metrics/${catalog}.ts with \`bigdata-monitoring metrics import\``;
      yield { file: "stack.ts", path: [name], message: `no metric catalog metrics/${catalog}.ts`, hint };
    }
  },
};

const stackPort: Check = {
  name: "stack-port",
  description: "Two services cannot publish the same port on one machine: one of them fails to start.",
  *find({ stack }) {
    const seen = new Map<number, string>();
    for (const [name, { port }] of Object.entries(stack)) {
      const first = seen.get(port);
      if (first !== undefined)
        yield {
          file: "stack.ts",
          path: [name],
          message: `${first} uses port ${port} too`,
          hint: "choose another port",
        };
      seen.set(port, name);
    }
  },
};

/** Checks of the services of the stack. */
export const serviceChecks: readonly Check[] = [serviceMetrics, stackPort];
