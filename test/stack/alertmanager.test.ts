import { expect, it } from "vitest";
import { describeUnless } from "../support/describe-unless.ts";
import { ask, askJson, missingOf, model, untilEmpty } from "./ask.ts";

describeUnless(missingOf("alertmanager"), "Alertmanager", () => {
  it("holds the receivers that were built", async () => {
    const receivers = await askJson<{ name: string }[]>("alertmanager", "/api/v2/receivers");
    const built = Object.keys(model.alerting?.definition.receivers ?? {});
    expect(receivers.map(({ name }) => name).sort()).toEqual(built.sort());
  });

  it("receives the Watchdog alert from Prometheus, and notifies its receiver", async () => {
    const missing = await untilEmpty(async () => {
      const alerts = await askJson<{ labels: { alertname: string }; receivers: { name: string }[] }[]>(
        "alertmanager",
        "/api/v2/alerts",
      );
      const receivers = alerts.find(({ labels }) => labels.alertname === "Watchdog")?.receivers.map(({ name }) => name);
      return receivers?.includes("dead-mans-switch") ? [] : ["Watchdog has not arrived"];
    });
    expect(missing).toEqual([]);
  });

  it("tries to send its notifications", async () => {
    const silent = await untilEmpty(async () => {
      const metrics = await (await ask("alertmanager", "/metrics")).text();
      const sent = metrics.match(/^alertmanager_notifications_total\{.*integration="webhook".*\} (\d+)/m)?.[1];
      return Number(sent ?? 0) > 0 ? [] : ["no webhook was tried"];
    });
    expect(silent).toEqual([]);
  });
});
