import { resolve } from "node:path";
import { Command, Option } from "commander";
import { type Change, renderMarkdown, renderText } from "../diff/change.ts";
import { diff } from "../diff/diff.ts";
import { snapshotOf } from "../diff/read-files.ts";
import { type LiveServer, liveServers, snapshotOfServers } from "./diff/live.ts";
import { snapshotAt, snapshotOfFolder } from "./diff/revision.ts";
import { loadModel } from "./load.ts";
import { exitCodes } from "./outcome.ts";

interface DiffOptions {
  readonly project: string;
  readonly base: string;
  readonly dist?: string;
  readonly live?: true | readonly LiveServer[];
  readonly markdown: boolean;
  readonly json: boolean;
}

export default new Command("diff")
  .option("--project <dir>", "the folder that holds stack.ts", ".")
  .option("--base <revision>", "the git revision to compare the definitions with", "HEAD")
  .addOption(new Option("--dist <dir>", "compare with a built folder instead").conflicts("live"))
  .addOption(
    new Option("--live [servers...]", "print what was changed on running servers instead").choices(liveServers),
  )
  .addOption(new Option("--markdown", "for a pull request").default(false).conflicts("json"))
  .option("--json", "a list of changes, for a program", false)
  .addHelpText(
    "after",
    `
With --base and --dist the definitions are what it is now; with --live they are what it was. Prometheus and Alertmanager
are asked at PROMETHEUS_URL and ALERTMANAGER_URL, or where stack.ts publishes them; Grafana at GRAFANA_SERVER with
GRAFANA_TOKEN. Exits 0 if nothing differs, 1 if something does, 2 if one side cannot be read.`,
  )
  .action(async (options: DiffOptions) => {
    const { changes, errors } = await changesOf(options);
    // "nothing differs" would be false where a server did not answer.
    if (changes.length > 0 || errors.length === 0 || options.json) process.stdout.write(rendered(changes, options));
    for (const error of errors) process.stderr.write(`not compared: ${error}\n`);
    process.exitCode = errors.length > 0 ? exitCodes.error : changes.length > 0 ? exitCodes.problems : exitCodes.ok;
  });

interface Compared {
  readonly changes: readonly Change[];
  /** Why parts were not compared. */
  readonly errors: readonly string[];
}

async function changesOf({ project, base, dist, live }: DiffOptions): Promise<Compared> {
  const root = resolve(project);
  const model = await loadModel(root);
  const defined = snapshotOf(model);
  if (live) {
    const { snapshot, errors } = await snapshotOfServers(model, live === true ? liveServers : live);
    return { changes: diff(defined, snapshot), errors };
  }
  const before = dist === undefined ? await snapshotAt(root, base) : await snapshotOfFolder(resolve(dist));
  return { changes: diff(before, defined), errors: [] };
}

function rendered(changes: readonly Change[], { json, markdown }: DiffOptions): string {
  if (json) return `${JSON.stringify({ changes })}\n`;
  if (markdown) return renderMarkdown(changes);
  return changes.length > 0 ? renderText(changes) : "nothing differs\n";
}
