import { describe, expect, it } from "vitest";
import { arrivals } from "../../scripts/compose/sinks.ts";
import { model, untilEmpty } from "../stack/ask.ts";
import { engine, project } from "./booted.ts";
import { sender } from "./setup.ts";

/** A receiver that writes mails, and the addresses that it writes to. */
const [mailed = "", addresses = []] =
  Object.entries(model.alerting?.definition.receivers ?? {})
    .map(([name, { emailConfigs = [] }]) => [name, emailConfigs.map(({ to }) => to)] as const)
    .find(([, to]) => to.length > 0) ?? [];

describe("an alert", () => {
  it("that Prometheus fires arrives at a web server", async () => {
    const missing = await untilEmpty(async () =>
      (await arrivals(engine)).some(({ to, text }) => to === "/watchdog" && text.includes("Watchdog"))
        ? []
        : ["Watchdog"],
    );
    expect(missing).toEqual([]);
  });

  it("arrives at a mail server, from a sender with a display name", async () => {
    const { output } = await project.command("test-alert", "--receiver", mailed);
    expect(output).toMatch(/ {2}sent by email/);
    const mail = (await arrivals(engine)).find(({ to }) => addresses.includes(to));
    expect(addresses).toContain(mail?.to);
    expect(mail?.text).toContain(`${sender.name} <${sender.address}>`);
  });
});
