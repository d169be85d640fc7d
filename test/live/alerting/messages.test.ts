import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { messagesOf, type RenderedMessage, renderParts, templateFilesOf } from "../../../lib/alerting/messages.ts";
import { groupLabels, type NotifiedAlert, notificationData, notificationsFor } from "../../../lib/alerting/routing.ts";
import { loadModel } from "../../../lib/cli/load.ts";
import type { AlertRule, Severity } from "../../../lib/model/model.ts";
import { readMessageTemplates } from "../../../lib/templates/message-templates.ts";
import { renderByAmtool } from "../../support/amtool-render.ts";
import { emptyLabels, messageFaults } from "../../support/message-faults.ts";
import { emitted } from "./emitted.ts";
import { type Fired, firedExamples } from "./fired.ts";

const model = await loadModel(".");
if (!model.alerting) throw new Error("the project defines no alerting");
const alerting = model.alerting.definition;

const parsed = readMessageTemplates(templateFilesOf(alerting));
const trimmed = (parts: RenderedMessage) =>
  Object.fromEntries(Object.entries(parts).map(([part, text]) => [part, text.trimEnd()]));

let fired: Promise<Fired[]> | undefined;
/** What fires in every alert's first example; evaluated once. */
const allFired = (): Promise<Fired[]> => {
  fired ??= firedExamples(model);
  return fired;
};

it("every message of every alert, on every channel, has what its reader needs", async () => {
  const faults: string[] = [];
  for (const { rule, alerts } of await allFired()) {
    const found = faultsOf(rule, alerts.map(firing));
    faults.push(...found.map((fault) => `${rule.alert} (${rule.severity}) ${fault}`));
  }
  expect(faults).toEqual([]);
});

function faultsOf(rule: AlertRule, alerts: readonly NotifiedAlert[]): string[] {
  if (alerts.length === 0) return ["does not fire in its first example"];
  const empty = alerts.flatMap(({ labels }) => emptyLabels(rule, labels));
  const messages = messagesAbout(alerts);
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
const messagesAbout = (alerts: readonly NotifiedAlert[]) =>
  notificationsFor(alerting, alerts[0]?.labels ?? {}).flatMap(({ route: { receiver, groupBy } }) => {
    const [group = []] = groupsOf(groupBy, alerts);
    const data = notificationData(receiver, groupBy, group, "http://localhost:9093");
    return messagesOf(alerting.receivers[receiver] ?? {}).map((template) => {
      const rendered = renderParts(template, data, parsed);
      if ("problem" in rendered) throw new Error(`${receiver}: ${rendered.problem}`);
      return { receiver, channel: template.channel, parts: rendered.parts, template, data };
    });
  });

it("renders what amtool renders, for an alert of each receiver and what is over", async () => {
  const glob = join(await emitted(model, ["alertmanager"]), "alertmanager/templates/*.tmpl");
  const seen = new Set<string>();
  for (const { alerts } of await allFired()) {
    const over = alerts
      .map(firing)
      .map((alert) => ({ ...alert, status: "resolved" as const, endsAt: "2026-11-23T11:02:00Z" }));
    for (const { receiver, channel, parts, template, data } of [
      ...messagesAbout(alerts.map(firing)),
      ...messagesAbout(over),
    ]) {
      const key = `${receiver} ${channel} ${data.status}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const [expected = {}] = await renderByAmtool([template], data, glob);
      expect(parts, key).toEqual(trimmed(expected));
    }
  }
  expect(seen.size).toBeGreaterThan(10);
});

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

  it("of what fires, where the first alert of a group is over", async () => {
    const alert = await firedOnce("HostDown", "critical");
    const on = (host: string): NotifiedAlert => {
      const notified = firing(onHost(alert, host));
      return {
        ...notified,
        annotations: { ...notified.annotations, dashboard_url: `http://localhost:3000/d/a?var-instance=${host}` },
      };
    };
    const over = { ...on("web1"), status: "resolved" as const, endsAt: "2026-11-23T11:02:00Z" };
    for (const { channel, parts } of messagesAbout([over, on("web2")])) {
      const links = Object.entries(parts).filter(([part]) => /Link|Url|description|links|button/i.test(part));
      expect(links.length, channel).toBeGreaterThanOrEqual(channel === "email" ? 0 : 1);
      for (const [part, text] of links) expect(text, `${channel} ${part}`).not.toContain("web1");
      const dashboard = /Dashboard: (\S+)/.exec(parts.text ?? "")?.[1];
      if (channel === "email") expect(dashboard).toContain("web2");
    }
  });

  it("when many hosts are down", async () => {
    const alert = await firedOnce("HostDown", "critical");
    const hosts = Array.from({ length: 7 }, (_, i) => onHost(alert, `web${i + 1}`));
    await expectToRead("many", hosts.map(firing));
  });
});

async function expectToRead(name: string, alerts: readonly NotifiedAlert[]): Promise<void> {
  const messages = messagesAbout(alerts);
  const mail = messages.find(({ channel }) => channel === "email")?.parts.html;
  const texts = messages.map(({ receiver, channel, parts }) => `######## ${receiver} by ${channel}\n${inLines(parts)}`);
  await expect(`${texts.join("\n\n")}\n`).toMatchFileSnapshot(`snapshots/${name}.txt`);
  if (mail !== undefined) await expect(mail).toMatchFileSnapshot(`snapshots/${name}.html`);
}

const inLines = ({ html: _, ...parts }: RenderedMessage): string =>
  Object.entries(parts)
    .map(([part, text]) => (text.includes("\n") ? `${part}:\n${text.replace(/^(?=.)/gm, "  ")}` : `${part}: ${text}`))
    .join("\n");

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
