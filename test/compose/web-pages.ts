import { describe, expect, it } from "vitest";
import { urlOf } from "../stack/ask.ts";

/** What a browser adds for a page of another web site. */
const foreign = { origin: "http://pages.example.org" };
const prometheus = (path: string, init: RequestInit = {}) =>
  fetch(`${urlOf("prometheus")}${path}`, { ...init, headers: foreign });

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

  it("reads nothing of Prometheus", async () => {
    const answer = await prometheus("/api/v1/query?query=up");
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  });
});
