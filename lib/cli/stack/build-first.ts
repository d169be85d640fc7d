import { spawn } from "node:child_process";
import { formatProblem, type Problem } from "../../model/problem.ts";
import { UserError } from "../outcome.ts";

/** Which containers read a folder of `dist/` once, when they start. Dashboards and runbooks are read as they change. */
const readers: Readonly<Record<string, string>> = {
  "prometheus/": "prometheus",
  "alertmanager/": "alertmanager",
  "loki/": "loki",
  "promtail/": "promtail",
  "alloy/": "alloy",
  "blackbox/": "blackbox-exporter",
  "grafana/provisioning/": "grafana",
};

/**
 * Runs `build`.
 * @returns the services whose files changed, which must be restarted if they run
 * @throws UserError with every problem that it found
 */
export async function buildFirst(project: string): Promise<string[]> {
  const [code, stdout] = await runBuild(project);
  const answer = stdout === "" ? {} : (JSON.parse(stdout) as { problems?: Problem[]; written?: string[] });
  if (code !== 0)
    throw new UserError([...(answer.problems ?? []).map(formatProblem), "nothing was started"].join("\n"));
  const changed = Object.entries(readers).filter(([folder]) => answer.written?.some((path) => path.startsWith(folder)));
  return changed.map(([, service]) => service);
}

/** In a process of its own, so that `up` says of a failing build just what `build` says. */
function runBuild(project: string): Promise<[code: number, stdout: string]> {
  const args = [process.argv[1] ?? "", "build", "--json", "--project", project];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let stdout = "";
  child.stdout.on("data", (chunk) => (stdout += chunk));
  return new Promise((resolve) => child.on("close", (code) => resolve([code ?? 1, stdout])));
}
