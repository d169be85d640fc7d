import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const bin = fileURLToPath(new URL("../../lib/bin/bigdata-monitoring.js", import.meta.url));

function promql(args: readonly string[], input = "") {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, "promql", ...args], { input, encoding: "utf8" });
  return { status, stdout, stderr };
}

it("prints one result per line", () => {
  const lines = ['"up"', '"sum("', "3", '"rate(up)"', ""];
  const { status, stdout } = promql(["check", "--stdin", "--json"], lines.join("\n"));
  const answers = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(answers.map(({ ok }) => ok)).toEqual([true, false, false, false]);
  expect(answers[0]).toEqual({ ok: true, errors: [] });
  expect(answers[3].errors).toEqual([{ message: expect.stringContaining("range vector"), from: 5, to: 7 }]);
  expect(status).toBe(1);
});

it("checks an expression against the catalogs with --catalog", () => {
  expect(promql(["check", "node_lod1"])).toMatchObject({ status: 0, stdout: "valid\n" });
  const { status, stderr } = promql(["check", "--catalog", "node_lod1"]);
  expect(stderr).toContain('did you mean "node_load1"?\n1 | node_lod1\n  | ^^^^^^^^^\n');
  expect(status).toBe(1);
});

it("explains what each part is", () => {
  const { status, stdout } = promql([
    "explain",
    'sum by (mode) (rate(node_cpu_seconds_total{job="node-exporter"}[5m]))',
  ]);
  expect(stdout).toContain("→ instant vector of ratio, at least 0; labels: mode");
  expect(status).toBe(0);
});

it("formats", () => {
  expect(promql(["format", "sum( up )by(job)"])).toMatchObject({ status: 0, stdout: "sum by (job) (up)\n" });
});

it("fails without an expression", () => {
  expect(promql(["check"])).toMatchObject({ status: 2, stderr: expect.stringContaining("no expression") });
});
