import { describe, expect, inject, it } from "vitest";
import { askJson, untilEmpty } from "../stack/ask.ts";
import { inspect, project, runningServices } from "./booted.ts";

interface Target {
  readonly labels: { readonly job: string };
  readonly health: string;
  readonly lastError: string;
}

describe("the first start without a platform", () => {
  it("ends well, and names what waits for the platform", () => {
    const output = inject("firstUp");
    expect(output).toContain("the stack is up; these wait for your platform:");
    expect(output).toMatch(/kafka-exporter \(KAFKA_ADDRESS\): kafka:9092 does not answer; its last log line: /);
    expect(output).toMatch(/Grafana's user is admin, its password [0-9a-f]{48}/);
  });

  it("has every target up that can be", async () => {
    // Not part of the stack; and both exporters of Kafka end without a broker.
    const absent = ["etl", "kafka-exporter", "kafka-lag-exporter", "transactions"];
    const unexpected = await untilEmpty(async () => {
      const { data } = await askJson<{ data: { activeTargets: Target[] } }>("prometheus", "/api/v1/targets");
      const down = data.activeTargets.filter(({ health }) => health !== "up");
      const jobs = new Set(down.map(({ labels }) => labels.job));
      return [
        ...down
          .filter(({ labels }) => !absent.includes(labels.job))
          .map(({ labels, lastError }) => `${labels.job}: ${lastError}`),
        ...absent.filter((job) => !jobs.has(job)).map((job) => `${job} is up`),
      ];
    });
    expect(unexpected).toEqual([]);
  });

  it("runs each container as its policy says", async () => {
    for (const service of await runningServices()) {
      expect(await inspect(service, "{{.HostConfig.Privileged}}"), service).toBe("false");
      expect(await inspect(service, "{{.HostConfig.CapDrop}}"), service).toBe("[ALL]");
      expect(await inspect(service, "{{.HostConfig.SecurityOpt}}"), service).toContain("no-new-privileges");
    }
  });

  it("is told by `status` as it is", async () => {
    const { code, output } = await project.stack("status");
    expect(code).toBe(0);
    expect(output).toMatch(/^prometheus +running +healthy/m);
    expect(output).toMatch(/^kafka-exporter +\S+ +\S+ +KAFKA_ADDRESS/m);
  });

  it("has a reason of its own for each target that is down, from `doctor`", async () => {
    const { code, output } = await project.stack("doctor");
    expect(code).toBe(1);
    expect(output).toMatch(/target kafka-exporter: .*\n +it restarts again and again; its last log line: /);
    expect(output).toMatch(/target etl: .*\n +it belongs to the platform: start it there/);
  });

  it("pings from a container without the right to open raw sockets", async () => {
    const { data } = await askJson<{ data: { result: { value: [number, string] }[] } }>(
      "prometheus",
      `/api/v1/query?query=${encodeURIComponent("count(probe_success)")}`,
    );
    expect(Number(data.result[0]?.value[1])).toBeGreaterThan(10);
  });
});
