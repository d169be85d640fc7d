import { readFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import type { Model } from "../model/model.ts";
import { hasErrors } from "../model/problem.ts";
import { positiveWhole } from "./arguments.ts";
import { reload } from "./diff.ts";
import { type AccessOptions, grafanaAccess, namedTarget } from "./grafana/connect.ts";
import { problemsIn } from "./load/kept-results.ts";
import { loadModel } from "./load.ts";
import { exitCodes, UserError } from "./outcome.ts";
import { type GrafanaJobOptions, grafanaJobs, type RulerOptions, rulesJob } from "./push/jobs.ts";
import type { Job } from "./push/run.ts";
import { type RunOptions, runJobs } from "./push/run.ts";
import { reportProblems } from "./report.ts";

/** As the command line has them. */
type Options = Omit<GrafanaJobOptions & RulerOptions, "prune" | "namespace"> &
  AccessOptions &
  RunOptions & {
    /** The folder that holds stack.ts. */
    readonly project: string;
    /** Whether to delete, or how many. */
    readonly prune: boolean | number;
    readonly namespace?: string;
    readonly target?: string;
    readonly rules: boolean;
    readonly reload: boolean;
  };

/** The longest message that Grafana stores with a version. */
const longestMessage = 500;

export default new Command("push")
  .option("--project <dir>", "the folder that holds stack.ts", ".")
  .option("--target <name>", "a Grafana of the project's targets.ts")
  .option(
    "--server <url>",
    "address of Grafana; defaults to GRAFANA_SERVER. GRAFANA_TOKEN, or GRAFANA_USER and GRAFANA_PASSWORD, log in",
  )
  .option("--folder <uid>", "uid of the folder for the dashboards; defaults to that of monitoring.config.ts")
  .option("--folder-title <title>", "its title, if it has to be created; defaults to that of monitoring.config.ts")
  .option("--datasources", "push the datasources too", false)
  .option("--addresses <file>", "JSON of service to host:port: where the datasources find what runs outside compose")
  .option("--rules", "push the rules to a ruler (Mimir, Cortex, Loki) instead", false)
  .option("--ruler <url>", "address of the ruler's rules, such as https://mimir/prometheus/config/v1/rules")
  .option("--namespace <name>", "the ruler's namespace, which this project owns; defaults to the project's name")
  .option("--tenant <id>", "the ruler's tenant, where it has several")
  .addOption(
    new Option(
      "--reload",
      "make Prometheus and Alertmanager reload their files instead, and compare their rules and routes",
    )
      .default(false)
      .conflicts(["rules", "dryRun"]),
  )
  .option("--dry-run", "show the plan and write nothing", false)
  .addOption(new Option("--force", "overwrite what others changed").default(false).conflicts("keep"))
  .option("--keep", "leave what others changed, and report no conflict", false)
  .option(
    "--prune [most]",
    "delete what this project owns and no longer defines; to delete more than a fifth, give the number",
    positiveWhole,
    false as boolean | number,
  )
  .option("--concurrency <n>", "requests at once", positiveWhole, 8)
  .addOption(new Option("--on-error <what>", "after a failure").choices(["stop", "continue"]).default("continue"))
  .option("--message <text>", "message in the dashboards' history", shortMessage, "Pushed by bigdata-monitoring")
  .option("--ca-file <pem>", "authority that signed the server's certificate")
  .option("--cert-file <pem>", "the client's certificate, where the server requires one")
  .option("--key-file <pem>", "its key")
  .option("--insecure", "accept any certificate", false)
  .option("--json", "print the plan and the results as JSON", false)
  .action(async (options: Options) => {
    process.exitCode = await push(options);
  });

async function push(options: Options): Promise<number> {
  const root = resolve(options.project);
  const model = await loadModel(root);
  const problems = await problemsIn(root, model);
  if (hasErrors(problems)) {
    await reportProblems(problems, options);
    return exitCodes.problems;
  }
  if (problems.length > 0 && !options.json) await reportProblems(problems, options);
  if (options.reload) return reload(model, options);
  const mostPruned = typeof options.prune === "number" ? { mostPruned: options.prune } : {};
  return runJobs(await jobsFor(root, model, options), { ...options, ...mostPruned });
}

async function jobsFor(root: string, model: Model, options: Options): Promise<Job[]> {
  const project = model.settings.project ?? (await projectId(root));
  const prune = options.prune !== false;
  if (options.rules) return [await rulesJob(model, { ...options, prune, namespace: options.namespace ?? project })];
  const access = await grafanaAccess(options, await namedTarget(root, options.target));
  const { title, uid } = model.settings.grafana.folder;
  const folder = { folder: options.folder ?? uid, folderTitle: options.folderTitle ?? title };
  return grafanaJobs(access, model, { ...options, ...folder, prune, project });
}

function shortMessage(text: string): string {
  if (text.length > longestMessage) throw new InvalidArgumentError(`It has at most ${longestMessage} characters.`);
  return text;
}

/**
 * The name of a project in ownership markers: the name of its package and, where the package holds several projects, the
 * path to this one, such as `monitoring/teams/payments`. It holds no white space.
 * @throws UserError where no package has a name
 */
export async function projectId(root: string): Promise<string> {
  for (let folder = root; ; folder = dirname(folder)) {
    const name = await packageName(folder);
    if (name !== undefined) {
      const way = relative(folder, root).split(sep).filter(Boolean);
      return [name, ...way].join("/").replaceAll(/\s+/g, "-");
    }
    if (dirname(folder) === folder)
      throw new UserError(
        `${root}: no package.json here or above has a "name", and push needs the project's name to mark the dashboards that it owns — add one`,
      );
  }
}

async function packageName(folder: string): Promise<string | undefined> {
  try {
    const { name } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    return typeof name === "string" && /^\S+$/.test(name) ? name : undefined;
  } catch {
    return undefined;
  }
}
