import { expect, it } from "vitest";
import { parse } from "yaml";
import { loadModel } from "../../../lib/cli/load.ts";
import { composeTarget, overriddenTarget, type Target } from "../../../lib/emit/emit.ts";
import { emitPrometheus } from "../../../lib/emit/prometheus.ts";

const model = await loadModel(".");
const jobOf = (name: string, target: Target) =>
  parse(emitPrometheus(model, target)[0]?.text ?? "").scrape_configs.find(
    ({ job_name }: { job_name: string }) => job_name === name,
  );

it("looks Promtail up by name, so that it is no target that is down while Alloy collects", () => {
  const job = jobOf("promtail", composeTarget(model));
  expect(job.static_configs).toBeUndefined();
  expect(job.dns_sd_configs).toMatchObject([{ names: ["promtail"], type: "A", port: 9080 }]);
  expect(job.relabel_configs).toContainEqual({ target_label: "instance", replacement: "promtail:9080" });
  expect(jobOf("alloy", composeTarget(model)).static_configs[0].targets).toEqual(["alloy:12345"]);
});

it("scrapes it at an address where it runs as a plain process", () => {
  const job = jobOf("promtail", overriddenTarget(composeTarget(model), { promtail: "127.0.0.1:29080" }));
  expect(job.static_configs).toEqual([{ targets: ["127.0.0.1:29080"], labels: { service: "promtail" } }]);
});
