import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Size } from "./project.ts";

const run = promisify(execFile);
const grafonnet = "github.com/grafana/grafonnet/gen/grafonnet-latest/main.libsonnet";

/** Whether go-jsonnet is on the PATH and grafonnet on the JSONNET_PATH, where `jb install` puts it. @returns why not */
export async function whyNoJsonnet(): Promise<string | undefined> {
  try {
    await run("jsonnet", ["--exec", `(import "${grafonnet}").dashboard.new("A")`]);
    return undefined;
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === "ENOENT" ? "it is not on the PATH" : String(error);
    return `go-jsonnet with grafonnet: not compared: ${reason.split("\n").slice(0, 2).join(" ")}`;
  }
}

/** Writes the dashboards of a generated project for jsonnet. @returns the command that evaluates all of them */
export async function jsonnetCommand(folder: string, { dashboards, panels }: Size): Promise<string[]> {
  const file = join(folder, "boards.jsonnet");
  await writeFile(file, boards(dashboards, panels));
  return ["jsonnet", "--create-output-dirs", "--multi", join(folder, "jsonnet"), file];
}

const boards = (dashboards: number, panels: number): string => `local g = import "${grafonnet}";
local query(board, i) =
  local metric = 's%d_requests_%d_total' % [board, (board + i) % 20];
  'sum by (method) (rate(%s{job="service-%d",status=~"5.."}[%dm])) / sum by (method) (rate(%s{job="service-%d"}[%dm]))'
  % [metric, board, 5 + i, metric, board, 5 + i];
local panel(board, i) =
  g.panel.timeSeries.new('Errors %d' % i)
  + g.panel.timeSeries.panelOptions.withDescription('Share of requests that fail.')
  + g.panel.timeSeries.standardOptions.withUnit('percentunit')
  + g.panel.timeSeries.queryOptions.withTargets([
    g.query.prometheus.new('$datasource', query(board, i)) + g.query.prometheus.withLegendFormat('{{method}}'),
  ]);
local board(i) =
  g.dashboard.new('Board %d' % i)
  + g.dashboard.withUid('board-%d' % i)
  + g.dashboard.withDescription('Does service %d work?' % i)
  + g.dashboard.withVariables([g.dashboard.variable.datasource.new('datasource', 'prometheus')])
  + g.dashboard.withPanels(g.util.grid.makeGrid([panel(i, p) for p in std.range(0, ${panels - 1})], panelWidth=24));
{ ['board-%d.json' % i]: board(i) for i in std.range(0, ${dashboards - 1}) }
`;
