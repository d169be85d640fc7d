import { describe, expect, it } from "vitest";
import { inhibitRules } from "../../../alerting/inhibitions.ts";
import type { Labels } from "../../../lib/alerting/matchers.ts";
import { inhibitionOf } from "../../../lib/alerting/routing.ts";
import endpoints from "../../../rules/endpoints.ts";

const host = { job: "node-exporter", instance: "web1:9100", domain: "infrastructure" };
const down = { alertname: "HostDown", severity: "critical", ...host };
const disk = { alertname: "HostDiskFull", device: "/dev/sda1", mountpoint: "/", ...host };

const silencer = (target: Labels, source: Labels): string | undefined =>
  inhibitionOf(inhibitRules, target, [{ labels: source }])?.rule.name;

describe("the inhibitions", () => {
  it.each([
    ["critical", "warning", "critical-over-lesser"],
    ["critical", "info", "critical-over-lesser"],
    ["warning", "info", "warning-over-info"],
    ["warning", "critical", undefined],
    ["info", "warning", undefined],
  ])("of one problem: %s silences %s by %s", (graver, lesser, rule) => {
    expect(silencer({ ...disk, severity: lesser }, { ...disk, severity: graver })).toBe(rule);
  });

  it("keep apart what differs in a disk or a host", () => {
    const lesser = { ...disk, severity: "warning" };
    expect(silencer(lesser, { ...disk, severity: "critical", mountpoint: "/data" })).toBeUndefined();
    expect(silencer(lesser, { ...disk, severity: "critical", instance: "web2:9100" })).toBeUndefined();
  });

  it("silence what follows from a host that is down, but not alerts of another host", () => {
    expect(silencer({ ...disk, severity: "critical" }, down)).toBe("gone-over-its-symptoms");
    expect(silencer({ ...disk, severity: "critical", instance: "web2:9100" }, down)).toBeUndefined();
    expect(silencer(down, { ...disk, severity: "critical" })).toBeUndefined();
  });

  it("silence what needs a database that is down, but not alerts about its other servers", () => {
    const redis = { job: "redis-exporter", backend: "redis" };
    const source = { alertname: "RedisDown", severity: "critical", instance: "redis-2:9121", ...redis };
    const probe = { alertname: "EndpointDown", severity: "critical", job: "blackbox-tcp", backend: "redis" };
    expect(silencer(probe, source)).toBe("backend-over-its-probes-and-symptoms");
    const other = { alertname: "RedisMemoryNearLimit", severity: "warning", ...redis };
    expect(silencer({ ...other, instance: "redis-2:9121" }, source)).toBe("gone-over-its-symptoms");
    expect(silencer({ ...other, instance: "redis-1:9121" }, source)).toBeUndefined();
  });

  it("have no target of the domain endpoints that outlasts what inhibits it, and would page after the recovery", () => {
    const probed = endpoints.rules.filter(({ alert }) => alert !== "EndpointFlapping");
    expect(probed.map(({ alert, keepFiringFor }) => [alert, keepFiringFor])).toEqual(
      probed.map(({ alert }) => [alert, undefined]),
    );
  });

  it("silence the endpoints of a service that is down", () => {
    const service = { alertname: "ServiceDown", severity: "critical", job: "grafana", service: "grafana" };
    const endpoint = { alertname: "EndpointDown", severity: "critical", domain: "endpoints", job: "blackbox-http" };
    expect(silencer({ ...endpoint, service: "grafana" }, service)).toBe("service-over-its-endpoints");
    expect(silencer({ ...endpoint, service: "loki" }, service)).toBeUndefined();
  });

  it("silence the figures of a fraud detection that is down", () => {
    const fraud = { severity: "critical", domain: "fraud-detection", job: "fraud-detection-exporter" };
    const source = { alertname: "FraudDetectionDown", instance: "fraud-detection-exporter:9402", ...fraud };
    expect(silencer({ alertname: "FraudPredictionsStopped", ...fraud }, source)).toBe(
      "fraud-detection-over-its-figures",
    );
  });

  it("never silence the dead man's switch", () => {
    expect(silencer({ alertname: "Watchdog", severity: "none", domain: "monitoring" }, down)).toBeUndefined();
  });
});
