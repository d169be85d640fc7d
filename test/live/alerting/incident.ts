import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ParsedMail } from "mailparser";
import { onTestFinished } from "vitest";
import { parseDocument } from "yaml";
import { type Endpoint, takePort } from "../../../lib/cli/programs/endpoint.ts";
import { composeTarget, overriddenTarget } from "../../../lib/emit/target.ts";
import type { Model } from "../../../lib/model/model.ts";
import { startPrometheus } from "../../../scripts/servers/prometheus.ts";
import { startStandInExporter } from "../../../scripts/servers/static-exporter.ts";
import { type AtEnd, emitted } from "./emitted.ts";
import type { Sinks } from "./sinks.ts";

/** A host that a real Prometheus watches by our rules, and that goes down and comes back at will. */
export interface WatchedHost {
  /** As its alerts name it. */
  readonly address: string;
  readonly prometheus: Endpoint;
  comeUp(): Promise<void>;
  goDown(): Promise<void>;
}

/** Only what is told of a host, so that nothing else fires. */
export function onlyHosts({ probes: _, ...model }: Model): Model {
  const { alertmanager, "node-exporter": node } = model.stack;
  if (!alertmanager || !node) throw new Error("the stack lacks Alertmanager or the node exporter");
  const { scrape: __, ...unscraped } = alertmanager;
  return {
    ...model,
    stack: { alertmanager: unscraped, "node-exporter": node },
    rules: model.rules.filter(({ name }) => name === "hosts"),
  };
}

/** Watches a host, which is down at first, for the length of a test. @param told addresses of Alertmanagers */
export async function watchHost(hosts: Model, told: readonly [string, ...string[]]): Promise<WatchedHost> {
  const port = await takePort();
  const address = `127.0.0.1:${port}`;
  const target = overriddenTarget(composeTarget(hosts), { alertmanager: told[0], "node-exporter": address });
  const file = join(await emitted(hosts, ["prometheus", "rules"], target), "prometheus/prometheus.yml");
  await tellAll(file, told);
  const flags = ["--rules.alert.resend-delay=1s"];
  const prometheus = await running(startPrometheus({ config: { file }, flags }));
  let exporter: Endpoint | undefined;
  return {
    address,
    prometheus,
    goDown: async () => exporter?.stop(),
    comeUp: async () => {
      exporter = await running(startStandInExporter({ exposition: () => "", port }));
    },
  };
}

/** The stack has one Alertmanager; a pair is told by naming both. */
export async function tellAll(file: string, told: readonly string[]): Promise<void> {
  const config = parseDocument(await readFile(file, "utf8"));
  config.setIn(["alerting", "alertmanagers", 0, "static_configs", 0, "targets"], told);
  await writeFile(file, config.toString());
}

/** Runs a server for the length of a test. */
export async function running<E extends Endpoint>(starting: Promise<E>, atEnd: AtEnd = onTestFinished): Promise<E> {
  const server = await starting;
  atEnd(() => server.stop());
  return server;
}

/** Mails to somebody whose subject holds the words, so far. */
export const mailsTo = ({ mail: { mails } }: Sinks, to: string, words: string): ParsedMail[] =>
  mails.items.filter((mail) => isTo(mail, to, words));

/** The first of them, waited for. */
export const mailTo = ({ mail: { mails } }: Sinks, to: string, words: string): Promise<ParsedMail> =>
  mails.first((mail) => isTo(mail, to, words));

const isTo = ({ to, subject }: ParsedMail, recipient: string, words: string): boolean =>
  [to].flat()[0]?.text === recipient && (subject?.includes(words) ?? false);
