import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  groupLabels,
  messagesOf,
  type NotifiedAlert,
  notificationData,
  type RenderedMessage,
} from "../../../lib/alerting/messages.ts";
import { notificationsFor } from "../../../lib/alerting/routing.ts";
import { renderMessages } from "../../../lib/cli/incident/report.ts";
import { loadModel } from "../../../lib/cli/load.ts";
import type { AlertRule, Severity } from "../../../lib/model/model.ts";
import { emptyLabels, messageFaults } from "../../support/message-faults.ts";
import { emitted } from "./emitted.ts";
import { type Fired, firedExamples } from "./fired.ts";

const model = await loadModel(".");
if (!model.alerting) throw new Error("the project defines no alerting");
const alerting = model.alerting.definition;

let fired: Promise<Fired[]> | undefined;
/** What fires in every alert's first example; evaluated once. */
const allFired = (): Promise<Fired[]> => {
  fired ??= firedExamples(model);
  return fired;
};

it("every message of every alert, on every channel, has what its reader needs", async () => {
  const glob = await templates();
  const faults: string[] = [];
  for (const { rule, alerts } of await allFired()) {
    const found = await faultsOf(rule, alerts.map(firing), glob);
    faults.push(...found.map((fault) => `${rule.alert} (${rule.severity}) ${fault}`));
  }
  expect(faults).toEqual([]);
});

async function faultsOf(rule: AlertRule, alerts: readonly NotifiedAlert[], glob: string): Promise<string[]> {
  if (alerts.length === 0) return ["does not fire in its first example"];
  const empty = alerts.flatMap(({ labels }) => emptyLabels(rule, labels));
  const messages = await messagesAbout(alerts, glob);
  const faults = messages.flatMap(({ channel, receiver, parts }) =>
    messageFaults(channel, parts).map((fault) => `to ${receiver} by ${channel}: ${fault}`),
  );
  return [...empty.map((label) => `has no label ${label}`), ...faults];
}

/** Alerts in groups as one route groups them; Alertmanager sends one notification for each group. */
function groupsOf<A extends { readonly labels: Readonly<Record<string, string>> }>(
  groupBy: readonly string[],
  alerts: readonly A[],
): A[][] {
  const groups = new Map<string, A[]>();
  for (const alert of alerts) {
    const key = JSON.stringify(Object.entries(groupLabels(groupBy, alert.labels)).sort());
    groups.set(key, [...(groups.get(key) ?? []), alert]);
  }
  return [...groups.values()];
}

/** The rendered messages for alerts of one route; of several groups only those of the first. */
async function messagesAbout(alerts: readonly NotifiedAlert[], glob: string) {
  const sent = notificationsFor(alerting, alerts[0]?.labels ?? {}).map(async ({ route: { receiver, groupBy } }) => {
    const [group = []] = groupsOf(groupBy, alerts);
    const templates = messagesOf(alerting.receivers[receiver] ?? {});
    const data = notificationData(receiver, groupBy, group, "http://localhost:9093");
    const rendered = await renderMessages(templates, data, glob);
    return templates.map(({ channel }, i) => ({ receiver, channel, parts: rendered[i] ?? {} }));
  });
  return (await Promise.all(sent)).flat();
}

describe("reads well", () => {
  it.each([
    ["HostDiskFull", "critical"],
    ["HostDiskFull", "warning"],
    ["HostDiskCapacityTrend", "info"],
  ] as const)("%s (%s)", async (alert, severity) => {
    await expectToRead(`${alert}-${severity}`, [firing(await firedOnce(alert, severity))]);
  });

  it("when it is over", async () => {
    const alert = firing(await firedOnce("HostDown", "critical"));
    await expectToRead("over", [{ ...alert, status: "resolved", endsAt: "2026-11-23T11:02:00Z" }]);
  });

  it("when many hosts are down", async () => {
    const alert = await firedOnce("HostDown", "critical");
    const hosts = Array.from({ length: 7 }, (_, i) => onHost(alert, `web${i + 1}`));
    await expectToRead("many", hosts.map(firing));
  });
});

async function expectToRead(name: string, alerts: readonly NotifiedAlert[]): Promise<void> {
  const messages = await messagesAbout(alerts, await templates());
  const mail = messages.find(({ channel }) => channel === "email")?.parts.html;
  const texts = messages.map(({ receiver, channel, parts }) => `######## ${receiver} by ${channel}\n${inLines(parts)}`);
  await expect(`${texts.join("\n\n")}\n`).toMatchFileSnapshot(`snapshots/${name}.txt`);
  if (mail !== undefined) await expect(mail).toMatchFileSnapshot(`snapshots/${name}.html`);
}

const inLines = ({ html: _, ...parts }: RenderedMessage): string =>
  Object.entries(parts)
    .map(([part, text]) => (text.includes("\n") ? `${part}:\n${text.replace(/^(?=.)/gm, "  ")}` : `${part}: ${text}`))
    .join("\n");

const templates = async () => join(await emitted(model, ["alertmanager"]), "alertmanager/templates/*.tmpl");

async function firedOnce(alert: string, severity: Severity): Promise<Fired["alerts"][number]> {
  const [found] = (await allFired()).filter(({ rule }) => rule.alert === alert && rule.severity === severity);
  const [first] = found?.alerts ?? [];
  if (!first) throw new Error(`${alert} (${severity}) does not fire in its first example`);
  return first;
}

const onHost = ({ labels, annotations }: Fired["alerts"][number], instance: string) => ({
  labels: { ...labels, instance },
  annotations: { ...annotations, summary: `${instance} ${annotations.summary?.replace(/^\S+ /, "")}` },
});

const firing = ({ labels, annotations }: Fired["alerts"][number]): NotifiedAlert => ({
  status: "firing",
  labels,
  annotations,
  startsAt: "2026-11-23T10:31:00Z",
  endsAt: "0001-01-01T00:00:00Z",
  generatorURL: "http://localhost:9090/graph?g0.expr=up+%3D%3D+0&g0.tab=1",
});
