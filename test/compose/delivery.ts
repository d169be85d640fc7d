import { describe, expect, it } from "vitest";
import { arrivals } from "../../scripts/compose/sinks.ts";
import { untilEmpty } from "../stack/ask.ts";
import { addresses, engine, mailed, project } from "./booted.ts";
import { sender } from "./setup.ts";

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
    const { output } = await project.command("test", "notification", "--receiver", mailed);
    expect(output).toMatch(/ {2}sent by email/);
    const mail = (await arrivals(engine)).find(({ to }) => addresses.includes(to));
    expect(addresses).toContain(mail?.to);
    expect(mail?.text).toContain(`${sender.name} <${sender.address}>`);
  });

  it("links to where people open the servers", async () => {
    const text = (await arrivals(engine)).find(({ to }) => to === "/watchdog")?.text ?? "";
    const { externalURL, alerts } = JSON.parse(text) as {
      externalURL: string;
      alerts: { generatorURL: string; annotations: Record<string, string> }[];
    };
    expect(externalURL).toBe("http://127.0.0.1:9093");
    expect(alerts[0]?.generatorURL).toMatch("http://127.0.0.1:9090/graph");
    expect(Object.values(alerts[0]?.annotations ?? {}).filter((value) => value.startsWith("http"))).toEqual(
      expect.arrayContaining([expect.stringMatching("^http://127.0.0.1:3000/")]),
    );
    expect(text).not.toContain("localhost");
  });
});
