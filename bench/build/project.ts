import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** How much a generated project defines. */
export interface Size {
  readonly dashboards: number;
  readonly panels: number;
  readonly groups: number;
  readonly rules: number;
}

const metrics = 20;
const packages = fileURLToPath(new URL("../../node_modules", import.meta.url));

/**
 * Writes a project without problems: dashboards of one file each, and groups whose rules are half recordings and half
 * alerts with two examples. No two expressions are alike.
 * @param size panels of each dashboard, rules of each group
 */
export async function writeProject(root: string, { dashboards, panels, groups, rules }: Size): Promise<void> {
  const names = Array.from({ length: groups }, (_, i) => `service-${i}`);
  await write(root, "package.json", '{ "type": "module", "private": true }');
  await write(root, "stack.ts", stack(names));
  await write(
    root,
    "teams.ts",
    'export const teams = { web: { title: "Web", slack: "#web", email: "web@example.org" } };',
  );
  for (const [i, name] of names.entries()) {
    await write(root, `metrics/${name}.ts`, catalog(i));
    await write(root, `rules/${name}.ts`, ruleGroup(i, rules));
  }
  for (let i = 0; i < dashboards; i++) await write(root, `dashboards/board-${i}.ts`, dashboard(i, panels, groups));
  await symlink(packages, join(root, "node_modules"));
}

async function write(root: string, file: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, file)), { recursive: true });
  await writeFile(join(root, file), `${text}\n`);
}

const stack = (names: readonly string[]): string => `export const stack = {
${names.map((name, i) => `  "${name}": { title: "${name}", purpose: "A service", port: ${10_000 + i}, scrape: { interval: "15s" }, team: "web" },`).join("\n")}
};
export const links = { dashboards: "http://localhost:3000/d", runbooks: "http://localhost/runbooks" };`;

const catalog = (service: number): string => `import { defineMetrics, metric } from "bigdata-monitoring";
export default defineMetrics({
  title: "Service ${service}",
  version: "contract",
  metrics: {
${Array.from({ length: metrics }, (_, i) => `    s${service}_requests_${i}_total: metric.counter("count", ["method", "status"], "Requests"),`).join("\n")}
  },
});`;

const share = (service: number, i: number): string => {
  const [metric, job] = [`s${service}_requests_${i % metrics}_total`, `job="service-${service}"`];
  return `sum by (method) (rate(${metric}{${job},status=~"5.."}[${5 + i}m])) / sum by (method) (rate(${metric}{${job}}[${5 + i}m]))`;
};

const ruleGroup = (
  service: number,
  rules: number,
): string => `import { alert, defineRules, promql, record } from "bigdata-monitoring";
export default defineRules({
  interval: "1m",
  rules: [
${Array.from({ length: rules / 2 }, (_, i) => recordingAndAlert(service, i)).join("\n")}
  ],
});`;

const recordingAndAlert = (service: number, i: number): string => {
  const record = `s${service}:errors_${i}:ratio_rate${5 + i}m`;
  const series = (status: number, step: number) =>
    `'s${service}_requests_${i % metrics}_total{job="service-${service}",method="GET",status="${status}"}': "0+${step}x200"`;
  return `    record("${record}", promql\`${share(service, i)}\`, "Share of requests that fail"),
    alert("Service${service}Errors${i}", {
      expr: promql\`${record} > 0.05\`,
      for: "5m", severity: "warning", team: "web", domain: "web", concern: "performance",
      summary: "{{ $value | humanizePercentage }} of {{ $labels.method }} requests fail",
      description: "Customers see errors.",
      action: "Look at the logs.",
      dashboard: "board-${service}",
      examples: {
        fires: [{ name: "one in ten fails", series: { ${series(200, 90)}, ${series(500, 10)} }, at: "2h" }],
        quiet: [{ name: "one in a hundred fails", series: { ${series(200, 99)}, ${series(500, 1)} }, at: "2h" }],
      },
    }),`;
};

const dashboard = (
  board: number,
  count: number,
  services: number,
): string => `import { defineDashboard, line, panels, promql, row } from "bigdata-monitoring";
export default defineDashboard({
  title: "Board ${board}",
  question: "Does service ${board % services} work?",
  rows: [
    row(
      "Requests",
${Array.from({ length: count }, (_, i) => panel(board, i, services)).join("\n")}
    ),
  ],
});`;

const panel = (board: number, i: number, services: number): string => `      line(8, [panels.timeseries("Errors ${i}", {
        description: "Share of requests that fail.",
        unit: "percentunit",
        queries: [panels.query(promql\`${share(board % services, board + i)}\`, "{{method}}")],
      })]),`;
