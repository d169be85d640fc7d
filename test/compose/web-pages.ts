import { describe, expect, it } from "vitest";
import { urlOf } from "../stack/ask.ts";
import { inspect } from "./booted.ts";

/** What a browser adds for a page of another web site. */
const otherSite = { origin: "http://pages.example.org" };
const prometheus = (path: string, init: RequestInit = {}) =>
  fetch(`${urlOf("prometheus")}${path}`, { ...init, headers: otherSite });

describe("a page of another web site", () => {
  it.each([
    ["POST", "/-/quit"],
    ["PUT", "/-/quit"],
    ["POST", "/-/reload"],
    ["POST", "/api/v1/admin/tsdb/delete_series?match[]=up"],
    ["POST", "/api/v1/admin/tsdb/clean_tombstones"],
    ["POST", "/api/v1/admin/tsdb/snapshot"],
  ])("is refused %s %s by Prometheus", async (method, path) => {
    expect((await prometheus(path, { method })).status).toBeGreaterThanOrEqual(403);
    expect((await prometheus("/-/healthy")).status).toBe(200);
  });

  it.each([
    ["a silence", "http://127.0.0.1:9093/api/v2/silences"],
    ["an alert", "http://127.0.0.1:9093/api/v2/alerts"],
    ["a reload", "http://127.0.0.1:9093/-/reload"],
    ["the end of Loki", "http://127.0.0.1:3100/ingester/shutdown"],
  ])("cannot post %s", async (_, url) => {
    const post = (headers: Record<string, string>) =>
      fetch(url, { method: "POST", headers }).then(({ status }) => status);
    expect(await post(otherSite)).toBe(403);
    expect(await post({ origin: "null" })).toBe(403);
    expect(await post({ "sec-fetch-site": "cross-site" })).toBe(403);
    // Its own page reaches the server, which finds nothing in the request.
    expect(await post({ origin: new URL(url).origin, "sec-fetch-site": "same-origin" })).not.toBe(403);
  });

  it("reads nothing of Alertmanager, which a program may", async () => {
    const url = "http://127.0.0.1:9093/api/v2/status";
    expect((await fetch(url, { headers: otherSite })).status).toBe(403);
    const answer = await fetch(url);
    expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([200, null]);
  });

  it("finds no way to Alertmanager or Loki but the proxy", async () => {
    for (const service of ["alertmanager", "loki"])
      expect(await inspect(service, "{{.HostConfig.PortBindings}}"), service).toBe("map[]");
  });

  it("reads no runbook without a login", async () => {
    const { status } = await fetch("http://127.0.0.1:8405/runbooks/HostDown.html");
    // Where Grafana is a stand-in, it knows nobody who could log in.
    expect([401, 503]).toContain(status);
  });

  it("reads nothing of Prometheus", async () => {
    const answer = await prometheus("/api/v1/query?query=up");
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  });
});
