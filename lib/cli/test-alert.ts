import { resolve } from "node:path";
import { Command } from "commander";
import { type TestAlert, testAlertFor } from "../alerting/test-alert.ts";
import type { Model } from "../model/model.ts";
import { didYouMean } from "../promql/text/suggest.ts";
import { positive, webAddress } from "./arguments.ts";
import { loadModel } from "./load.ts";
import { type Delivery, deliver, isDone, type Outcome } from "./messages/deliveries.ts";
import { exitCodes, UserError } from "./outcome.ts";

interface TestAlertOptions {
  readonly receiver: string;
  readonly url?: string;
  readonly wait: number;
  readonly project: string;
  readonly json: boolean;
}

export default new Command("test-alert")
  .requiredOption("--receiver <name>", "the receiver to tell, such as platform-critical")
  .option("--url <address>", "where Alertmanager listens; defaults to its address in stack.ts", webAddress)
  .option("--wait <seconds>", "how long a message may take to leave, beside its group's turn", positive, 20)
  .option("--project <dir>", "the folder that holds stack.ts", ".")
  .option("--json", "tell the outcome as JSON", false)
  .action(async (options: TestAlertOptions) => {
    const model = await loadModel(resolve(options.project));
    const url = options.url ?? model.stack.alertmanager?.ui ?? "http://localhost:9093";
    const test = testAlert(model, options.receiver);
    const outcome = await deliver(url, test, test.wait + options.wait);
    process.stdout.write(
      options.json ? `${JSON.stringify({ alert: test.alert, ...outcome })}\n` : inWords(test, outcome),
    );
    process.exitCode = outcome.deliveries.every(isDone) ? exitCodes.ok : exitCodes.problems;
  });

function testAlert({ alerting, links }: Model, receiver: string): TestAlert {
  if (!alerting) throw new UserError("This project defines no alerting: add alerting/alertmanager.ts.");
  const names = Object.keys(alerting.definition.receivers);
  const hint = didYouMean(receiver, names) ?? `there are ${names.join(", ")}`;
  if (!names.includes(receiver)) throw new UserError(`${alerting.file}: no receiver "${receiver}" — ${hint}`);
  const test = testAlertFor(alerting.definition, receiver, links, new Date());
  if (!test) throw new UserError(`${alerting.file}: no alert gets to the receiver "${receiver}"`);
  return test;
}

function inWords({ alert, told }: TestAlert, { status, deliveries }: Outcome): string {
  const predicted = told.map(({ route }) => route.receiver);
  const strangers = predicted.filter((name) => !status?.receivers.includes(name));
  const lines = [
    `${alert.labels.alertname} for ${predicted.join(", ")}: ${labelsInWords(alert.labels)}`,
    ...deliveries.map(deliveryInWords),
    ...(status?.silencedBy.length ? [`It is silenced by ${status.silencedBy.join(", ")}.`] : []),
    ...(status?.inhibitedBy.length ? ["Another alert that fires inhibits it."] : []),
    ...(strangers.length > 0
      ? [`Alertmanager does not route it to ${strangers.join(", ")}: deploy what was built.`]
      : []),
  ];
  return `${lines.join("\n")}\n`;
}

const labelsInWords = ({ alertname: _, instance: __, ...labels }: TestAlert["alert"]["labels"]): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");

function deliveryInWords(delivery: Delivery): string {
  const { channel, to, sent, refused } = delivery;
  const attempts = refused > 0 ? `, ${refused} refused: see Alertmanager's log for the answer` : "";
  return `  ${isDone(delivery) ? "sent" : "NOT SENT"} by ${channel} to ${to.join(", ")} (${sent} of ${to.length}${attempts})`;
}
