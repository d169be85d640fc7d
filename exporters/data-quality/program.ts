import { fileURLToPath } from "node:url";
import contract from "../../metrics/data-quality-exporter.ts";
import { stack } from "../../stack.ts";
import { commonSettings, type ExporterProgram } from "../common/exporter.ts";
import { addresses, duration, secret, text } from "../common/kinds.ts";
import type { SettingsOf } from "../common/settings.ts";
import { loadDatasets } from "./load.ts";
import { qualityBackend } from "./poll.ts";
import { sqlClient } from "./sql/dialect.ts";

// Bundled beside the program, so that a mounted file can replace it.
const ownDatasets = fileURLToPath(
  new URL(`./datasets${import.meta.url.slice(import.meta.url.lastIndexOf("."))}`, import.meta.url),
);

const settings = {
  ...commonSettings({ port: stack["data-quality-exporter"].port, pollInterval: "30s", pollTimeout: "2m" }),
  databases: secret(
    addresses(
      "DATA_QUALITY_DATABASES",
      "Databases by name, separated by spaces or lines: name=postgres://... or name=mysql://...",
    ),
  ),
  datasets: text("DATA_QUALITY_DATASETS", "Module or JSON file that declares the datasets", ownDatasets),
  statementTimeout: duration("STATEMENT_TIMEOUT", "Time after which a database ends a statement", "10s", [
    "100ms",
    "1h",
  ]),
};

/** The data quality exporter. */
export const dataQualityExporter: ExporterProgram<typeof contract, SettingsOf<typeof settings>> = {
  name: "data-quality-exporter",
  purpose: "checks datasets in PostgreSQL and MySQL and exposes the results",
  prefix: "data_quality",
  contract,
  settings,
  async connect({ databases: urls, datasets, statementTimeout, pollTimeout }, tools) {
    const loaded = await loadDatasets(datasets, [...urls.keys()]);
    const databases = new Map(
      Array.from(urls, ([name, url]) => [
        name,
        sqlClient({ url, statementTimeout, applicationName: "data-quality-exporter" }),
      ]),
    );
    return qualityBackend({ datasets: loaded, databases, budget: pollTimeout / 2 }, tools);
  },
};
