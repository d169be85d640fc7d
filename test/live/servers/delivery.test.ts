import { afterAll, beforeAll, expect, it } from "vitest";
import { startAlertmanagerPair } from "../../../scripts/servers/alertmanager.ts";
import type { ServerProcess } from "../../../scripts/servers/process.ts";
import { type HttpSink, startHttpSink } from "../../../scripts/servers/sinks/http-sink.ts";
import { type SmtpSink, startSmtpSink } from "../../../scripts/servers/sinks/smtp-sink.ts";

let http: HttpSink;
let smtp: SmtpSink;
let pair: [ServerProcess, ServerProcess];

beforeAll(async () => {
  [http, smtp] = await Promise.all([startHttpSink(), startSmtpSink()]);
  pair = await startAlertmanagerPair({ config: { text: config(http, smtp) } });
});

afterAll(() => Promise.all([http, smtp, ...pair].map((server) => server.stop())));

const config = (web: HttpSink, mail: SmtpSink) => `
global: { smtp_smarthost: "${mail.address}", smtp_from: alerts@example.org, smtp_require_tls: false }
route: { receiver: team, group_wait: 1s, group_by: [alertname] }
receivers:
  - name: team
    webhook_configs: [{ url: "${web.url}/hook" }]
    email_configs: [{ to: team@example.org, headers: { subject: "{{ .CommonLabels.alertname }}" } }]
`;

it("hands an alert that both Alertmanagers got to web and mail, trying again after a failure", async () => {
  http.answerWith(503);
  const alert = [{ labels: { alertname: "DiskFull" }, annotations: { summary: "The disk of db1 is full" } }];
  const request = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(alert) };
  for (const { url } of pair) expect((await fetch(`${url}/api/v2/alerts`, request)).status).toBe(200);

  const refused = await http.requests.first();
  expect(refused).toMatchObject({ method: "POST", path: "/hook" });
  http.answerWith(200);
  const tried = http.requests.items.length;
  const accepted = await http.requests.first((request) => http.requests.items.indexOf(request) >= tried);
  expect(JSON.parse(accepted.body).alerts[0].annotations.summary).toBe("The disk of db1 is full");

  const mail = await smtp.mails.first();
  expect(mail.subject).toBe("DiskFull");
  expect(mail.to).toMatchObject({ text: "team@example.org" });
  expect(mail.html).toContain("The disk of db1 is full");
});
