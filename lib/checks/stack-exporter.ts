import type { Check } from "./check.ts";
import { exampleModel, exampleService } from "./example.ts";
import { didYouMean } from "./suggest.ts";

export const stackExporter: Check = {
  name: "stack-exporter",
  why: "A job whose exporter has no vocabulary in metrics/ is asked for metrics that nothing can prove.",
  *find({ stack, exporters }) {
    const known = exporters.map(({ name }) => name);
    for (const [name, { scrape, exporter = name }] of Object.entries(stack)) {
      if (!scrape || known.includes(exporter)) continue;
      const hint = didYouMean(exporter, known) ?? `write metrics/${exporter}.ts with \`npm run catalog\``;
      yield { file: "stack.ts", path: [name], message: `no vocabulary metrics/${exporter}.ts`, hint };
    }
  },
  bad: () => withVocabulary("node"),
  good: () => withVocabulary("node-exporter"),
};

const withVocabulary = (name: string) => ({
  ...exampleModel({ stack: { "node-exporter": exampleService({ scrape: { interval: "15s" } }) } }),
  exporters: [{ name, file: `metrics/${name}.ts`, definition: { title: "Node", version: "1", metrics: {} } }],
});
