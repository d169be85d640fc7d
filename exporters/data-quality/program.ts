import { fileURLToPath } from "node:url";
import contract from "../../metrics/data-quality-exporter.ts";
import { stack } from "../../stack.ts";
import { type CommonSettings, commonSettings, type ExporterProgram } from "../common/exporter.ts";
import { addresses, duration, secret, text } from "../common/kinds.ts";
import type { Declaration } from "../common/settings.ts";
import { loadDatasets } from "./load.ts";
import { qualityBackend } from "./poll.ts";
import { asker } from "./sql/dialect.ts";

interface QualitySettings extends CommonSettings {
  readonly databases: ReadonlyMap<string, string>;
  readonly datasets: string;
  readonly statementTimeout: number;
}

// Bundled beside the program, so that a file mounted over it takes its place.
const ownDatasets = fileURLToPath(
  new URL(`./datasets${import.meta.url.slice(import.meta.url.lastIndexOf("."))}`, import.meta.url),
);

const settings: Declaration<QualitySettings> = {
  ...commonSettings({ port: stack["data-quality-exporter"].port, pollInterval: "30s", pollTimeout: "2m" }),
  databases: secret(
    addresses("DATA_QUALITY_DATABASES", "Databases, one a line or a word: name=postgres://... or name=mysql://..."),
  ),
  datasets: text("DATA_QUALITY_DATASETS", "Module or JSON file that declares the datasets", ownDatasets),
  statementTimeout: duration("STATEMENT_TIMEOUT", "Time after which a database ends a statement", "10s"),
};

/** The data quality exporter. */
export const dataQualityExporter: ExporterProgram<typeof contract, QualitySettings> = {
  name: "data-quality-exporter",
  purpose: "checks datasets in PostgreSQL and MySQL and exposes what it finds",
  prefix: "data_quality",
  contract,
  settings,
  async connect({ databases: urls, datasets, statementTimeout, pollTimeout }, tools) {
    const loaded = await loadDatasets(datasets, [...urls.keys()]);
    const databases = new Map(
      Array.from(urls, ([name, url]) => [
        name,
        asker({ url, statementTimeout, applicationName: "data-quality-exporter" }),
      ]),
    );
    return qualityBackend({ datasets: loaded, databases, budget: pollTimeout / 2 }, tools);
  },
};
