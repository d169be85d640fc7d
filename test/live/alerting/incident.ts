import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ParsedMail } from "mailparser";
import { onTestFinished } from "vitest";
import { parseDocument } from "yaml";
import type { Endpoint } from "../../../lib/cli/programs/endpoint.ts";
import { composeTarget, overriddenTarget } from "../../../lib/emit/emit.ts";
import type { Model } from "../../../lib/model/model.ts";
import { takePort } from "../../../scripts/servers/ports.ts";
import { startPrometheus } from "../../../scripts/servers/prometheus.ts";
import { startStandInExporter } from "../../../scripts/servers/static-exporter.ts";
import { type AtEnd, emitted } from "./emitted.ts";
import type { Sinks } from "./sinks.ts";

/** A host that a real Prometheus scrapes, and that the test stops and starts. */
export interface WatchedHost {
  /** As in the labels of its alerts. */
  readonly address: string;
  readonly prometheus: Endpoint;
  comeUp(): Promise<void>;
  goDown(): Promise<void>;
}

/** Only the rules and targets of hosts, so that nothing else fires. */
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

/** Starts a Prometheus that scrapes a host, which is down at first. @param alertmanagers their addresses */
export async function watchHost(hosts: Model, alertmanagers: readonly [string, ...string[]]): Promise<WatchedHost> {
  const port = await takePort();
  const address = `127.0.0.1:${port}`;
  const target = overriddenTarget(composeTarget(hosts), { alertmanager: alertmanagers[0], "node-exporter": address });
  const file = join(await emitted(hosts, ["prometheus", "rules"], target), "prometheus/prometheus.yml");
  await notifyAll(file, alertmanagers);
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

/** Makes Prometheus send alerts to all of some Alertmanagers: the stack has only one. */
export async function notifyAll(file: string, alertmanagers: readonly string[]): Promise<void> {
  const config = parseDocument(await readFile(file, "utf8"));
  config.setIn(["alerting", "alertmanagers", 0, "static_configs", 0, "targets"], alertmanagers);
  await writeFile(file, config.toString());
}

/** Stops a server at the end of the test. */
export async function running<E extends Endpoint>(starting: Promise<E>, atEnd: AtEnd = onTestFinished): Promise<E> {
  const server = await starting;
  atEnd(() => server.stop());
  return server;
}

/** Mails to an address whose subject contains a text, so far. */
export const mailsTo = ({ mail: { mails } }: Sinks, to: string, words: string): ParsedMail[] =>
  mails.items.filter((mail) => isTo(mail, to, words));

/** Waits for the first of them. */
export const mailTo = ({ mail: { mails } }: Sinks, to: string, words: string): Promise<ParsedMail> =>
  mails.first((mail) => isTo(mail, to, words));

const isTo = ({ to, subject }: ParsedMail, recipient: string, words: string): boolean =>
  [to].flat()[0]?.text === recipient && (subject?.includes(words) ?? false);
