import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { secretFiles } from "../../../lib/alerting/receivers.ts";
import { composeTarget } from "../../../lib/emit/emit.ts";
import type { Model } from "../../../lib/model/model.ts";
import { type HttpSink, startHttpSink } from "../../../scripts/servers/sinks/http-sink.ts";
import { type SmtpSink, startSmtpSink } from "../../../scripts/servers/sinks/smtp-sink.ts";
import { type AtEnd, emitted } from "./emitted.ts";

/** Servers that record messages to Slack, PagerDuty, the dead man's switch and mailboxes. */
export interface Sinks {
  readonly web: HttpSink;
  readonly mail: SmtpSink;
  /** Alertmanager's emitted configuration, which delivers to them. */
  readonly configFile: string;
}

/** Runs the sinks until the test ends. */
export async function startSinks(model: Model, atEnd: AtEnd = onTestFinished): Promise<Sinks> {
  const [web, mail] = await Promise.all([startHttpSink(), startSmtpSink()]);
  atEnd(async () => {
    await Promise.all([web.stop(), mail.stop()]);
  });
  const delivery = {
    secretsFolder: await secretsFor(model, web, atEnd),
    global: {
      smtpSmarthost: mail.address,
      smtpRequireTls: false,
      smtpAuthUsername: "",
      pagerdutyUrl: `${web.url}/pagerduty`,
    },
  };
  const folder = await emitted(model, ["alertmanager"], { ...composeTarget(model), delivery }, atEnd);
  return { web, mail, configFile: join(folder, "alertmanager/alertmanager.yml") };
}

/** A secret that is an address is the sink's address with the secret's name as path; a PagerDuty key is its own name. */
async function secretsFor({ alerting }: Model, web: HttpSink, atEnd: AtEnd): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "secrets-"));
  atEnd(() => rm(folder, { recursive: true }));
  for (const name of alerting ? secretFiles(alerting.definition) : [])
    await writeFile(join(folder, name), name.endsWith("_url") ? `${web.url}/${name}` : name);
  return folder;
}
