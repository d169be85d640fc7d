import { resolve } from "node:path";
import { Command, Option } from "commander";
import { runChecks } from "../lib/checks/check.ts";
import { checks } from "../lib/checks/index.ts";
import { dashboardTag } from "../lib/dashboards/compile.ts";
import type { DashboardJson } from "../lib/push/canonical.ts";
import { type Action, plan } from "../lib/push/plan.ts";
import { positiveWhole } from "./arguments.ts";
import { type AccessOptions, type GrafanaTarget, grafanaAccess } from "./grafana/access.ts";
import { connect } from "./grafana/connect.ts";
import { importFacts, loadModel } from "./load.ts";
import { exitCodes, Trouble } from "./outcome.ts";
import { apply, isWrite, type Result } from "./push/apply.ts";
import { tell, tellResults } from "./push/tell.ts";
import { reportProblems } from "./report.ts";

interface PushOptions extends AccessOptions {
  readonly project: string;
  readonly target?: string;
  readonly folder: string;
  readonly folderTitle: string;
  readonly dryRun: boolean;
  readonly force: boolean;
  readonly keep: boolean;
  readonly prune: boolean;
  readonly concurrency: number;
  readonly onError: "stop" | "continue";
  readonly message: string;
  readonly json: boolean;
}

export default new Command("push")
  .description("Bring the dashboards to a Grafana: plan, show the plan, then write what differs and nothing else.")
  .option("--project <dir>", "the folder that holds stack.ts", ".")
  .option("--target <name>", "a Grafana of the project's targets.ts")
  .option("--server <url>", "address of Grafana; defaults to GRAFANA_SERVER")
  .option("--folder <uid>", "uid of the folder for the dashboards", "bigdata-platform")
  .option("--folder-title <title>", "its title, if it has to be made", "Big Data Platform")
  .option("--dry-run", "show the plan and write nothing", false)
  .addOption(new Option("--force", "overwrite what others changed").default(false).conflicts("keep"))
  .option("--keep", "leave what others changed, and call it no conflict", false)
  .option("--prune", "delete what we pushed once and no longer define", false)
  .option("--concurrency <n>", "requests at once", positiveWhole, 8)
  .addOption(new Option("--on-error <what>", "after a failure").choices(["stop", "continue"]).default("continue"))
  .option("--message <text>", "note for the dashboards' history", "Pushed by bigdata-monitoring")
  .option("--ca-file <pem>", "authority that signed the server's certificate")
  .option("--cert-file <pem>", "our certificate, where the server wants one")
  .option("--key-file <pem>", "its key")
  .option("--insecure", "trust whatever certificate the server shows", false)
  .option("--json", "the plan and what came of it as JSON", false)
  .action(async (options: PushOptions) => {
    process.exitCode = await push(options);
  });

async function push(options: PushOptions): Promise<number> {
  const root = resolve(options.project);
  const model = await loadModel(root);
  const problems = runChecks(model, checks);
  if (problems.length > 0) {
    await reportProblems(problems, options);
    return exitCodes.problems;
  }
  const access = await grafanaAccess(options, await namedTarget(root, options.target));
  const api = await connect(access, options.concurrency);
  const local = model.dashboards.map(({ name, file, json }) => ({
    uid: name,
    file,
    json: json as unknown as DashboardJson,
  }));
  const live = await api.readDashboards(
    local.map(({ uid }) => uid),
    dashboardTag,
  );
  const actions = plan(local, live, options);
  tell(api.description, actions, options);
  if (options.dryRun || !actions.some(isWrite)) return contested(actions) ? exitCodes.problems : exitCodes.fine;
  await api.ensureFolder(options.folder, options.folderTitle);
  const results = await apply(api, actions, { ...options, tag: dashboardTag, signal: interrupted() });
  tellResults(results, options);
  return exitCode(actions, results);
}

/** Ctrl-C once: finish what is under way and begin nothing more. Twice: end at once. */
function interrupted(): AbortSignal {
  const controller = new AbortController();
  process.once("SIGINT", () => {
    process.stderr.write("stopping: what is under way is finished; run push again for the rest\n");
    controller.abort();
  });
  return controller.signal;
}

const contested = (actions: readonly Action[]): boolean =>
  actions.some(({ kind }) => kind === "conflict" || kind === "refuse");

function exitCode(actions: readonly Action[], results: readonly Result[]): number {
  const done = results.filter(({ outcome }) => outcome === "done").length;
  if (done < results.length) return done > 0 ? exitCodes.partial : exitCodes.trouble;
  return contested(actions) ? exitCodes.problems : exitCodes.fine;
}

async function namedTarget(root: string, name: string | undefined): Promise<GrafanaTarget | undefined> {
  if (name === undefined) return undefined;
  const { targets = {} } = (await importFacts(root, "targets.ts")) as { targets?: Record<string, GrafanaTarget> };
  const target = targets[name];
  if (!target)
    throw new Trouble(`no target "${name}" in targets.ts: there are ${Object.keys(targets).join(", ") || "none"}`);
  return target;
}
