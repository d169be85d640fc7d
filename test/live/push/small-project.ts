import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export interface SmallProject {
  readonly folder: string;
  /** In the marker of each dashboard. */
  readonly name: string;
  remove(): Promise<void>;
}

const config = `import { defineConfig } from "bigdata-monitoring";
export default defineConfig({
  project: "shop",
  grafana: { folder: { title: "Shop", uid: "shop" }, tag: "shop", menu: { title: "Boards", tooltip: "All boards" } },
});`;

const facts: Readonly<Record<string, string>> = {
  "stack.ts":
    'export const stack = { shop: { title: "Shop", purpose: "Sells", port: 9600, scrape: { interval: "15s" }, team: "shop" } };',
  "teams.ts": 'export const teams = { shop: { title: "Shop", slack: "#shop", email: "shop@example.com" } };',
  "metrics/shop.ts": `import { defineMetrics, metric } from "bigdata-monitoring";
export default defineMetrics({ title: "Shop", version: "1", metrics: { shop_carts: metric.gauge(undefined, [], "Carts") } });`,
  "monitoring.config.ts": config,
};

const board = (
  title: string,
): string => `import { defineDashboard, line, panels, promql, row } from "bigdata-monitoring";
export default defineDashboard({
  title: ${JSON.stringify(title)},
  question: "How many carts are there?",
  rows: [
    row("Carts", line(8, [
      panels.timeseries("Carts", {
        description: "Carts that hold something.",
        unit: "short",
        queries: [panels.query(promql\`sum(shop_carts{job="shop"})\`, "carts")],
      }),
    ])),
  ],
});`;

/**
 * A project with a dashboard of each name. A command loads and checks it in a third of the time of the platform's.
 * @param titles of the dashboards, by uid
 */
export async function smallProject(titles: Readonly<Record<string, string>>): Promise<SmallProject> {
  const folder = await mkdtemp(join(tmpdir(), "small-project-"));
  const name = "shop";
  const boards = Object.entries(titles).map(([uid, title]) => [`dashboards/${uid}.ts`, board(title)] as const);
  const files = { ...facts, ...Object.fromEntries(boards), "package.json": JSON.stringify({ type: "module", name }) };
  for (const path of ["dashboards", "metrics", "node_modules"]) await mkdir(join(folder, path));
  for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text);
  await symlink(resolve("lib"), join(folder, "node_modules/bigdata-monitoring"));
  return { folder, name, remove: () => rm(folder, { recursive: true }) };
}
