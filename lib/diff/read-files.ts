import { parse } from "yaml";
import { composeTarget } from "../emit/emit.ts";
import { emit } from "../emit/index.ts";
import type { Model } from "../model/model.ts";
import { classicOfV2, specV2Of } from "../pull/schema-v2.ts";
import { type Json, objectOf, objectsOf, textOf, without } from "./json.ts";
import { alertingOf, type RuleGroupFacts, ruleGroupOf, type Snapshot, scrapeJobsOf } from "./snapshot.ts";

/** A built file: its path below `dist/`, and what it holds. */
interface TextFile {
  readonly path: string;
  readonly text: string;
}

const alertmanagerFile = "alertmanager/alertmanager.yml";
const prometheusFile = "prometheus/prometheus.yml";
const promtailFile = "promtail/promtail-config.yml";
const otherSettings = /^(?:loki\/loki-config|blackbox\/blackbox|grafana\/provisioning\/dashboards\/[^/]+)\.yml$/;

const dashboardPath = /^grafana\/dashboards\/(.+)\.json$/;
const providerPath = /^grafana\/provisioning\/dashboards\/[^/]+\.yml$/;
const rulesPath = /^prometheus\/rules\/.+\.yml$/;
const datasourcePath = /^grafana\/provisioning\/datasources\/.+\.yml$/;
const templatePath = /^alertmanager\/templates\/(.+)\.tmpl$/;

/**
 * The configuration in built files. Runbooks, tests and Alloy's configuration are left out: they are made from the same
 * definitions as the files that are read.
 * @throws Error naming the file that is not JSON or YAML
 */
export function readFiles(files: readonly TextFile[]): Snapshot {
  const matching = (path: RegExp) => files.filter((file) => path.test(file.path));
  const single = (path: string) => files.filter((file) => file.path === path).map(documentOf)[0];
  const [alertmanager, prometheus, promtail] = [alertmanagerFile, prometheusFile, promtailFile].map(single);
  const dashboards = matching(dashboardPath).map((file) => [nameIn(file, dashboardPath), file] as const);
  const provider = objectsOf(matching(providerPath).map(documentOf)[0]?.providers)[0];
  return {
    dashboards: Object.fromEntries(dashboards.map(([uid, file]) => [uid, boardIn(file)])),
    ...(provider && { folders: Object.fromEntries(dashboards.map(([uid]) => [uid, textOf(provider.folderUid)])) }),
    rules: matching(rulesPath).flatMap(groupsIn),
    datasources: Object.fromEntries(
      matching(datasourcePath)
        .flatMap((file) => objectsOf(documentOf(file).datasources))
        .map((one) => [textOf(one.uid), one]),
    ),
    ...(alertmanager && { alerting: alertingOf(alertmanager, templatesIn(matching(templatePath))) }),
    ...(prometheus && { scraping: scrapeJobsOf(prometheus) }),
    ...(promtail && {
      logs: Object.fromEntries(objectsOf(promtail.scrape_configs).map((one) => [textOf(one.job_name), one])),
    }),
    settings: {
      ...(prometheus && { [prometheusFile]: without(prometheus, "scrape_configs") }),
      ...(promtail && { [promtailFile]: without(promtail, "scrape_configs") }),
      ...Object.fromEntries(matching(otherSettings).map((file) => [file.path, documentOf(file)])),
    },
  };
}

/** A dashboard of either schema as classic JSON. */
function boardIn(file: TextFile): Json {
  const document = documentOf(file);
  const spec = specV2Of(document);
  return spec ? classicOfV2(spec).board : without(document, "$comment");
}

function documentOf({ path, text }: TextFile): Json {
  try {
    return objectOf(path.endsWith(".json") ? JSON.parse(text) : parse(text));
  } catch (error) {
    throw new Error(`${path}: cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

const nameIn = ({ path }: TextFile, pattern: RegExp): string => pattern.exec(path)?.[1] ?? "";

const groupsIn = (file: TextFile): RuleGroupFacts[] => objectsOf(documentOf(file).groups).map(ruleGroupOf);

/** Each without the line that names its source. */
const templatesIn = (files: readonly TextFile[]): Record<string, string> =>
  Object.fromEntries(files.map((file) => [nameIn(file, templatePath), file.text.split("\n").slice(1).join("\n")]));

/** The configuration of the servers of the compose stack that a model defines. */
export const snapshotOf = (model: Model): Snapshot => readFiles(emit(model, composeTarget(model), []));
