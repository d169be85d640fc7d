import { expect, it } from "vitest";
import { stringify } from "yaml";
import { loadModel } from "../../../lib/cli/load.ts";
import type { Endpoint } from "../../../lib/cli/programs/endpoint.ts";
import type { Alerting } from "../../../lib/model/alerting.ts";
import { dispatch } from "../../../lib/testing/incident.ts";
import { startAlertmanager } from "../../../scripts/servers/alertmanager.ts";
import { accelerate } from "./accelerate/accelerate.ts";
import { mailTo, onlyHosts, running, watchHost } from "./incident.ts";
import { type Sinks, startSinks } from "./sinks.ts";

const model = await loadModel(".");
const hosts = onlyHosts(accelerate(model));
const alerting = model.alerting?.definition as Alerting;

it("notifies about a host that is down, escalates, and notifies that it is resolved", async () => {
  const sinks = await startSinks(hosts);
  const alertmanager = await running(startAlertmanager({ config: { file: sinks.configFile } }));
  const host = await watchHost(hosts, [alertmanager.address]);

  const expectToRead = async (snapshot: string, ...arriving: Promise<string>[]) => {
    const text = masked((await Promise.all(arriving)).join("\n"), host.address, alertmanager);
    await expect(text).toMatchFileSnapshot(`snapshots/delivered-${snapshot}.txt`);
  };
  const team = "platform@bigdata.example";
  const down = "CRITICAL: HostDown";
  await expectToRead("firing", chat(sinks, down), page(sinks, down), mail(sinks, team, down));
  const unanswered = "UNANSWERED";
  const leads = "incident-leads@bigdata.example";
  await expectToRead("escalated", mail(sinks, leads, unanswered));

  await host.comeUp();
  const over = "RESOLVED: HostDown";
  const closed = /pagerduty_platform.*"event_action":"resolve"/;
  await expectToRead("over", chat(sinks, over), page(sinks, closed), mail(sinks, team, over));
  await mail(sinks, leads, over);
  expect(sinks.mail.mails.items.map((each) => subjectKind(each.subject))).toEqual(simulatedMails());
});

const subjectKind = (subject = ""): string => subject.split(":")[0] ?? "";

/** Subjects of the mails in a simulation of the same incident: a host is down for seven minutes. */
function simulatedMails(): string[] {
  const labels = { alertname: "HostDown", severity: "critical", domain: "infrastructure", instance: "a" };
  const down = { labels, annotations: {}, state: "firing" } as const;
  const evaluations = Array.from({ length: 15 }, (_, i) => ({ at: i * 60, alerts: i < 7 ? [down] : [] }));
  return dispatch(alerting, evaluations, 0).map(({ route, firing }) => {
    if (firing.length === 0) return "RESOLVED";
    return route.receiver === "escalation" ? "UNANSWERED FOR 5 MINUTES" : "CRITICAL";
  });
}

const chat = (sinks: Sinks, words: string) => posted(sinks, "/slack_webhook_url", words);
const page = (sinks: Sinks, words: string | RegExp) => posted(sinks, "/pagerduty", words);

async function posted({ web }: Sinks, path: string, words: string | RegExp): Promise<string> {
  const { body } = await web.requests.first((request) => request.path === path && request.body.search(words) >= 0);
  return `######## ${path}\n${stringify(JSON.parse(body), { lineWidth: 0 })}`;
}

async function mail(sinks: Sinks, to: string, words: string): Promise<string> {
  const { subject, from, text } = await mailTo(sinks, to, words);
  return `######## mail\nFrom: ${from?.text}\nTo: ${to}\nSubject: ${subject}\n\n${text}`;
}

/** The text without what differs in each run: addresses, times, the machine's name and keys made from them. */
const masked = (text: string, host: string, alertmanager: Endpoint): string =>
  text
    .replaceAll(host, "HOST")
    .replaceAll(encodeURIComponent(host), "HOST")
    .replace(/\d+:\d+ UTC on \d+ \w+/g, "TIME")
    .replace(/http:\/\/[^/\s]+:\d+\/graph/g, "http://PROMETHEUS/graph")
    .replace(new RegExp(`http://[^/\\s]+:${alertmanager.port}`, "g"), "http://ALERTMANAGER")
    .replace(/dedup_key: .*/, "dedup_key: KEY");
