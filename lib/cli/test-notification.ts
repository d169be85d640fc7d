import { resolve } from "node:path";
import { Command } from "commander";
import { type TestAlert, testAlertFor } from "../alerting/test-alert.ts";
import type { Model } from "../model/model.ts";
import { didYouMean } from "../model/problem.ts";
import { positive, webAddress } from "./arguments.ts";
import { loadModel } from "./load.ts";
import { exitCodes, UserError } from "./outcome.ts";
import { type Delivery, type DeliveryReport, deliver, isDone } from "./test-notification/deliver.ts";

interface TestNotificationOptions {
  readonly receiver: string;
  readonly url?: string;
  readonly wait: number;
  readonly project: string;
  readonly json: boolean;
}

export default new Command("test-notification")
  .requiredOption("--receiver <name>", "the receiver to notify, such as platform-critical")
  .option("--url <address>", "Alertmanager's address; default: its address in stack.ts", webAddress)
  .option("--wait <seconds>", "timeout of a message, in addition to its group's interval", positive, 20)
  .option("--project <dir>", "the folder that contains stack.ts", ".")
  .option("--json", "print the result as JSON", false)
  .action(async (options: TestNotificationOptions) => {
    const model = await loadModel(resolve(options.project));
    const url = options.url ?? model.stack.alertmanager?.ui ?? "http://localhost:9093";
    const test = testAlert(model, options.receiver);
    const report = await deliver(url, test, test.wait + options.wait);
    process.stdout.write(
      options.json ? `${JSON.stringify({ alert: test.alert, ...report })}\n` : reportText(test, report),
    );
    process.exitCode = report.deliveries.every(isDone) ? exitCodes.ok : exitCodes.problems;
  });

function testAlert({ alerting, links }: Model, receiver: string): TestAlert {
  if (!alerting) throw new UserError("This project defines no alerting: add alerting/alertmanager.ts.");
  const names = Object.keys(alerting.definition.receivers);
  const hint = didYouMean(receiver, names) ?? `there are ${names.join(", ")}`;
  if (!names.includes(receiver)) throw new UserError(`${alerting.file}: no receiver "${receiver}" — ${hint}`);
  const test = testAlertFor(alerting.definition, receiver, links, new Date());
  if (!test) throw new UserError(`${alerting.file}: no alert is routed to the receiver "${receiver}"`);
  return test;
}

function reportText({ alert, told }: TestAlert, { status, deliveries }: DeliveryReport): string {
  const predicted = told.map(({ route }) => route.receiver);
  const missing = predicted.filter((name) => !status?.receivers.includes(name));
  const lines = [
    `${alert.labels.alertname} for ${predicted.join(", ")}: ${labelsText(alert.labels)}`,
    ...deliveries.map(deliveryLine),
    ...(status?.silencedBy.length ? [`It is silenced by ${status.silencedBy.join(", ")}.`] : []),
    ...(status?.inhibitedBy.length ? ["A firing alert inhibits it."] : []),
    ...(missing.length > 0
      ? [`Alertmanager does not route it to ${missing.join(", ")}: deploy the built configuration.`]
      : []),
  ];
  return `${lines.join("\n")}\n`;
}

const labelsText = ({ alertname: _, instance: __, ...labels }: TestAlert["alert"]["labels"]): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");

function deliveryLine(delivery: Delivery): string {
  const { channel, to, sent, refused } = delivery;
  const refusals = refused > 0 ? `, ${refused} refused: see Alertmanager's log for the reason` : "";
  return `  ${isDone(delivery) ? "sent" : "NOT SENT"} by ${channel} to ${to.join(", ")} (${sent} of ${to.length}${refusals})`;
}
