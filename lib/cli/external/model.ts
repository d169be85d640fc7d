import { readFile } from "node:fs/promises";
import { parse as parseYaml } from "yaml";
import { defaultSettings } from "../../model/config.ts";
import type { Defined, DefinedDashboard, MetricCatalog, Model } from "../../model/model.ts";
import { UserError } from "../outcome.ts";
import { dashboardOf } from "./dashboard.ts";
import { groupsOf } from "./rules.ts";

/** Files that nobody here wrote. */
export interface ForeignFiles {
  readonly rules: readonly string[];
  readonly dashboards: readonly string[];
}

/**
 * A model of Prometheus' rule files and Grafana's dashboard JSON as they are, for the checks of PromQL. Of what is
 * scraped nothing is known but what the exporters' metrics are.
 * @throws UserError naming every file that cannot be read
 */
export async function foreignModel(files: ForeignFiles, catalogs: readonly Defined<MetricCatalog>[]): Promise<Model> {
  const [rules, dashboards] = await Promise.all([
    readAll(files.rules, (file, text) => groupsOf(file, parseYaml(text))),
    readAll(files.dashboards, (file, text): DefinedDashboard[] => [dashboardOf(file, JSON.parse(text))]),
  ]);
  return { ...empty, catalogs, rules: rules.flat(), dashboards: dashboards.flat() };
}

const empty = {
  settings: defaultSettings,
  stack: {},
  teams: {},
  links: { dashboards: "", runbooks: "" },
  datasources: [],
  logs: [],
} as const;

async function readAll<T>(files: readonly string[], read: (file: string, text: string) => T): Promise<T[]> {
  const results = await Promise.allSettled(files.map(async (file) => read(file, await readFile(file, "utf8"))));
  const failed = results.flatMap((result, i) =>
    result.status === "rejected" ? [`${files[i]}: ${reason(result)}`] : [],
  );
  if (failed.length > 0) throw new UserError(failed.join("\n"));
  return results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
}

const reason = ({ reason }: PromiseRejectedResult): string =>
  reason instanceof Error ? reason.message : String(reason);
