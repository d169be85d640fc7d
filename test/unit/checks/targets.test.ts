import { expect, it } from "vitest";
import { targetChecks } from "../../../lib/checks/targets.ts";
import type { Scrape, TargetSource } from "../../../lib/model/model.ts";
import { validateDefinition } from "../../../lib/schemas/validate.ts";
import { exampleModel, exampleService } from "./examples/model.ts";

/** What the checks say of a service's targets: message and hint. */
function said(targets: readonly TargetSource[], scrape: Partial<Scrape> = {}): string[] {
  const service = exampleService({ targets, scrape: { interval: "15s", ...scrape } });
  const model = exampleModel({ stack: { shop: service } });
  return targetChecks.flatMap((check) =>
    Array.from(check.find(model), ({ path, message, hint }) => `${path.join(".")}: ${message} — ${hint}`),
  );
}

it("says where and what is wrong with an address, and how to fix it", () => {
  const targets: TargetSource[] = [
    { addresses: ["shop-1", "http://shop-2", "shop 3", "shop-4:0", "shop-5:70000", "[::1]:9100", "shop-1:9100"] },
    { consul: "http://consul:8500", services: ["shop"] },
  ];
  expect(said(targets)).toEqual([
    'shop.targets.0: "http://shop-2" is a URL — write host or host:port; `scrape.path` names the path',
    'shop.targets.0: "shop 3" is no address — write host or host:port',
    'shop.targets.0: "shop-4:0" has no port between 1 and 65535 — write host:port',
    'shop.targets.0: "shop-5:70000" has no port between 1 and 65535 — write host:port',
    "shop.targets.0: shop-1:9100 is listed twice: its series would be the same — remove one",
    'shop.targets.1: "http://consul:8500" is a URL — write host or host:port; `scrape.path` names the path',
  ]);
});

it("accepts what Prometheus reads targets from, and nothing else", () => {
  const files = ["a.json", "/etc/prometheus/*.yml", "x/y*.YAML"];
  expect(said([{ files }, { dns: ["_http._tcp.shop.example.org", "shop.example.org."] }])).toEqual([]);
  expect(said([{ files: ["a.txt", "*/b.json"] }, { dns: ["shop:80", "a..b"] }])).toHaveLength(4);
  expect(said([{ consul: "consul:8500", services: ["shop"], tokenFile: "../token" }])).toHaveLength(1);
});

it("refuses labels that something else sets, that cannot be stored, or that say nothing", () => {
  const labels = { job: "x", "a-b": "x", __a: "x", rack: "" };
  expect(said([{ addresses: ["a"], labels }]).map((text) => /"(.*?)"/.exec(text)?.[1])).toEqual(Object.keys(labels));
  expect(said([{ addresses: ["a"], cluster: "eu", labels: { cluster: "us" } }])).toEqual([
    'shop.targets.0.labels: "cluster" is written twice — remove it from `labels`',
  ]);
});

it("refuses limits that fail every scrape", () => {
  expect(said([{ addresses: ["a", "b"] }], { limits: { labels: 3, labelValueLength: 3, targets: 1 } })).toEqual([
    "shop.scrape.limits.labels: 3: every series has 4, which are its name, job, instance and service — write at least 10",
    'shop.scrape.limits.labelValueLength: 3 bytes are too few for job="shop" — write at least 100',
    "shop.scrape.limits.targets: 2 targets are listed: more than 1 fail all of them — write at least 2",
  ]);
});

it.each([
  ["no target", [], "shop.targets"],
  ["no address", [{ addresses: [] }], "shop.targets.0.addresses"],
  ["a source of no kind", [{ cluster: "eu" }], "shop.targets.0"],
  ["a role that does not exist", [{ kubernetes: "deployment" }], "shop.targets.0.kubernetes"],
  ["an unknown field", [{ addresses: ["a"], clusters: "eu" }], "shop.targets.0"],
])("reads no stack.ts with %s", (_, targets, place) => {
  const stack = { shop: { ...exampleService(), targets } };
  expect(validateDefinition("Stack", stack, "stack.ts").map(({ path }) => path.join("."))).toEqual([place]);
});

it.each(["10", "10 MB", "0MB", "10mb"])("reads no stack.ts with a body size of %s", (bodySize) => {
  const stack = { shop: exampleService({ scrape: { interval: "15s", limits: { bodySize } } }) };
  expect(validateDefinition("Stack", stack, "stack.ts")).toHaveLength(1);
});
