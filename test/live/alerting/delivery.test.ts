import { join } from "node:path";
import type { ParsedMail } from "mailparser";
import { expect, it, onTestFinished } from "vitest";
import { stringify } from "yaml";
import { composeTarget, overriddenTarget } from "../../../lib/emit/target.ts";
import type { Model } from "../../../lib/model.ts";
import { loadModel } from "../../../scripts/load.ts";
import { startAlertmanager } from "../../../scripts/servers/alertmanager.ts";
import { type Endpoint, takePort } from "../../../scripts/servers/endpoint.ts";
import { startPrometheus } from "../../../scripts/servers/prometheus.ts";
import { startStandInExporter } from "../../../scripts/servers/static-exporter.ts";
import { emitted } from "./emitted.ts";
import { hasten } from "./hasten.ts";
import { openPostOffice, type PostOffice } from "./post-office.ts";

const hosts = onlyHosts(hasten(await loadModel(".")));

it("tells of a host that is down, escalates, and tells that it is back", async () => {
  const office = await openPostOffice(hosts);
  const alertmanager = await running(startAlertmanager({ config: { file: office.configFile } }));
  const port = await takePort();
  const host = `127.0.0.1:${port}`;
  await running(evaluating({ alertmanager: alertmanager.address, "node-exporter": host }));

  const expectToRead = async (snapshot: string, ...arriving: Promise<string>[]) => {
    const text = masked((await Promise.all(arriving)).join("\n"), host, alertmanager);
    await expect(text).toMatchFileSnapshot(`snapshots/delivered-${snapshot}.txt`);
  };
  const team = "platform@bigdata.example";
  const down = "CRITICAL: HostDown";
  await expectToRead("firing", chat(office, down), page(office, down), mail(office, team, down));
  const unanswered = "UNANSWERED";
  const leads = "incident-leads@bigdata.example";
  await expectToRead("escalated", page(office, unanswered), mail(office, leads, unanswered));

  await running(startStandInExporter({ exposition: () => "", port }));
  const over = "RESOLVED: HostDown";
  const closed = /pagerduty_platform.*"event_action":"resolve"/;
  await expectToRead("over", chat(office, over), page(office, closed), mail(office, team, over));
});

/** One service and its rules, so that nothing else fires. */
function onlyHosts({ probes: _, ...model }: Model): Model {
  const { alertmanager, "node-exporter": node } = model.stack;
  if (!alertmanager || !node) throw new Error("the stack lacks Alertmanager or the node exporter");
  const { scrape: __, ...unscraped } = alertmanager;
  return {
    ...model,
    stack: { alertmanager: unscraped, "node-exporter": node },
    rules: model.rules.filter(({ name }) => name === "hosts"),
  };
}

async function evaluating(addresses: Readonly<Record<string, string>>) {
  const folder = await emitted(hosts, ["prometheus", "rules"], overriddenTarget(composeTarget(hosts), addresses));
  const file = join(folder, "prometheus/prometheus.yml");
  return startPrometheus({ config: { file }, flags: ["--rules.alert.resend-delay=1s"] });
}

async function running<E extends Endpoint>(starting: Promise<E>): Promise<E> {
  const server = await starting;
  onTestFinished(() => server.stop());
  return server;
}

const chat = (office: PostOffice, words: string) => posted(office, "/slack_webhook_url", words);
const page = (office: PostOffice, words: string | RegExp) => posted(office, "/pagerduty", words);

async function posted({ web }: PostOffice, path: string, words: string | RegExp): Promise<string> {
  const { body } = await web.requests.first((request) => request.path === path && request.body.search(words) >= 0);
  return `######## ${path}\n${stringify(JSON.parse(body), { lineWidth: 0 })}`;
}

async function mail({ mail: { mails } }: PostOffice, to: string, words: string): Promise<string> {
  const recipient = (each: ParsedMail) => [each.to].flat()[0]?.text;
  const { subject, from, text } = await mails.first(
    (each) => recipient(each) === to && !!each.subject?.includes(words),
  );
  return `######## mail\nFrom: ${from?.text}\nTo: ${to}\nSubject: ${subject}\n\n${text}`;
}

/** What differs from run to run: addresses, times, the machine's name and keys made from them. */
const masked = (text: string, host: string, alertmanager: Endpoint): string =>
  text
    .replaceAll(host, "HOST")
    .replaceAll(encodeURIComponent(host), "HOST")
    .replace(/\d+:\d+ UTC on \d+ \w+/g, "TIME")
    .replace(/http:\/\/[^/\s]+:\d+\/graph/g, "http://PROMETHEUS/graph")
    .replace(new RegExp(`http://[^/\\s]+:${alertmanager.port}`, "g"), "http://ALERTMANAGER")
    .replace(/dedup_key: .*/, "dedup_key: KEY");
