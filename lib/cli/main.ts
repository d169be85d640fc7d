import { Command, CommanderError } from "commander";
import { exitCodes, Trouble } from "./outcome.ts";

interface LazyCommand {
  readonly description: string;
  readonly load: () => Promise<{ default: Command }>;
}

/** Every command by name, loaded only when it is asked for, so that each starts fast. */
const commands: Readonly<Record<string, LazyCommand>> = {
  build: {
    description: "Prove every definition, then write all that the servers read.",
    load: () => import("./build.ts"),
  },
  check: { description: "Prove every definition, and write nothing.", load: () => import("./check.ts") },
  diff: {
    description: "Tell what changed in dashboards, rules, routing and scraping, in sentences; and who is told of what.",
    load: () => import("./diff.ts"),
  },
  push: {
    description: "Bring the dashboards to a Grafana: plan, show the plan, then write what differs and nothing else.",
    load: () => import("./push.ts"),
  },
  pull: {
    description: "Write a Grafana dashboard as a definition, and prove that it builds the same dashboard again.",
    load: () => import("./pull.ts"),
  },
  preview: {
    description: "Show every dashboard in the browser, live as you edit it, with no Grafana.",
    load: () => import("./preview.ts"),
  },
  "test-rules": {
    description: "Try every alert's examples with Prometheus' own evaluation.",
    load: () => import("./test-rules.ts"),
  },
  coverage: {
    description: "Tell which branches and states of alerts no example shows.",
    load: () => import("./coverage.ts"),
  },
  mutate: {
    description: "Change every alert, one thing at a time, and see whether its examples notice.",
    load: () => import("./mutate.ts"),
  },
  limits: {
    description: "Tell where every alert begins to fire: next to each of its limits, and when its wait is over.",
    load: () => import("./limits.ts"),
  },
  rehearse: {
    description: "Run an incident through the real rules and the routing, and tell minute by minute who is told what.",
    load: () => import("./rehearse.ts"),
  },
  backtest: {
    description: "Tell from history how often and how long alerts would have fired, and who would have been told.",
    load: () => import("./backtest.ts"),
  },
  "test-alert": {
    description: "Send a real test notification through a running Alertmanager, and tell what became of it.",
    load: () => import("./test-alert.ts"),
  },
  catalog: {
    description: "Write or renew metrics/NAME.ts from what an exporter exposes.",
    load: () => import("./catalog.ts"),
  },
  verify: {
    description: "Hold a live /metrics endpoint, or a saved exposition, against a vocabulary of metrics/.",
    load: () => import("./verify.ts"),
  },
  promql: { description: "Check, explain or format a PromQL expression.", load: () => import("./promql.ts") },
  up: {
    description: "Build everything, start the stack with Docker, and wait until it is healthy.",
    load: () => import("./up.ts"),
  },
  down: {
    description: "Stop the stack and remove its containers. What it stored stays in compose/data.",
    load: () => import("./down.ts"),
  },
  status: {
    description: "Tell how each service is doing. Exits with 1 unless all are healthy.",
    load: () => import("./status.ts"),
  },
  doctor: {
    description: "Ask the running servers what is wrong, and say what to do. Addresses: PROMETHEUS_URL and so on.",
    load: () => import("./doctor.ts"),
  },
  backup: {
    description:
      "Save what no build can make again: metrics, silences, dashboards. Addresses: PROMETHEUS_URL and so on.",
    load: () => import("./backup.ts"),
  },
  docs: {
    description: "Write the generated documentation anew: tables of services, checks, and who is told what.",
    load: () => import("./docs.ts"),
  },
};

/** Commands that others start as processes of their own. */
const internalCommands: Readonly<Record<string, LazyCommand["load"]>> = {
  "emit-files": () => import("./diff/emit-files.ts"),
  "load-boards": () => import("./preview/loader.ts"),
};

/** Runs a command line. @returns the exit code: 0 fine, 1 problems or differences, 2 trouble, 4 partial success */
export async function main(argv: readonly string[]): Promise<number> {
  const program = new Command("bigdata-monitoring").description(
    "Monitoring as code: checks typed definitions and writes what the servers read.",
  );
  const [name = ""] = argv;
  const load = own(internalCommands, name) ?? own(commands, name)?.load;
  if (load) {
    const { default: command } = await load();
    program.addCommand(command.description(own(commands, name)?.description ?? ""));
  }
  // Help and a misspelt name need names only.
  else for (const [other, { description }] of Object.entries(commands)) program.command(other).description(description);
  return run(program, argv);
}

/** Runs a command, and reports every error in one way. @returns the exit code, as `main` */
export async function run(command: Command, argv: readonly string[]): Promise<number> {
  command.showHelpAfterError("(add --help for what there is)").exitOverride();
  for (const inner of command.commands) inherit(command, inner);
  try {
    await command.parseAsync([...argv], { from: "user" });
    return Number(process.exitCode ?? exitCodes.fine);
  } catch (error) {
    return explain(error);
  }
}

const own = <T>(of: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(of, name) ? of[name] : undefined;

/** Commands are made before their program, and those inside them too: all report errors alike. */
function inherit(parent: Command, command: Command): void {
  command.copyInheritedSettings(parent);
  for (const inner of command.commands) inherit(command, inner);
}

/** Expected trouble is told in a line; a bug shows its stack. */
function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.fine : exitCodes.trouble;
  const expected = error instanceof Trouble || isSystemError(error);
  const text = expected ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text}\n`);
  return exitCodes.trouble;
}

/** What the operating system refused, such as a full disk or a port in use: its message names the file or the port. */
const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && "syscall" in error && "code" in error;
