import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { secretFiles } from "../../lib/alerting/receivers.ts";
import type { Target } from "../../lib/emit/emit.ts";
import type { Model } from "../../lib/model/model.ts";
import { temporaryFolder } from "../servers/cleanup.ts";
import { startHttpSink } from "../servers/sinks/http-sink.ts";
import { startSmtpSink } from "../servers/sinks/smtp-sink.ts";

/** Receivers that accept every notification and forward none. */
export interface Receivers {
  readonly delivery: NonNullable<Target["delivery"]>;
  stop(): Promise<void>;
}

export async function startReceivers({ alerting }: Model): Promise<Receivers> {
  const [web, mail] = await Promise.all([startHttpSink(), startSmtpSink()]);
  const { path: secretsFolder, remove } = await temporaryFolder("secrets");
  for (const name of alerting ? secretFiles(alerting.definition) : [])
    await writeFile(join(secretsFolder, name), name.endsWith("_url") ? `${web.url}/${name}` : name);
  const global = {
    smtpSmarthost: mail.address,
    smtpRequireTls: false,
    smtpAuthUsername: "",
    pagerdutyUrl: `${web.url}/pagerduty`,
  };
  const stop = async () => {
    await Promise.all([web.stop(), mail.stop(), remove()]);
  };
  return { delivery: { secretsFolder, global }, stop };
}
