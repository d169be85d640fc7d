import { Command, CommanderError } from "commander";
import type { Part } from "./check/external.ts";
import { exitCodes, messageOf, UserError, untilFinished } from "./outcome.ts";

interface LazyCommand {
  readonly description: string;
  readonly load: () => Promise<{ default: Command }>;
}

type LazyCommands = Readonly<Record<string, LazyCommand>>;

interface LazyGroup {
  readonly description: string;
  readonly commands: LazyCommands;
}

/** Every command by name, loaded only when it is asked for, so that each starts fast. */
const commands: LazyCommands = {
  build: {
    description: "Check every definition, then write the configuration of the servers.",
    load: () => import("./build.ts"),
  },
  check: {
    description: "Check every definition, and write nothing.",
    load: () => import("./check.ts"),
  },
  diff: {
    description: "Summarize what changed in dashboards, rules, routing, notifications and scraping.",
    load: () => import("./diff.ts"),
  },
  push: {
    description: "Apply dashboards, datasources and rules: show the plan, then write only what differs.",
    load: () => import("./push.ts"),
  },
  pull: {
    description: "Write a Grafana dashboard as a definition, and verify that it builds the same dashboard.",
    load: () => import("./pull.ts"),
  },
  preview: {
    description: "Show every dashboard in the browser, live as you edit it, without Grafana.",
    load: () => import("./preview.ts"),
  },
  capacity: {
    description: "Estimate series, memory, disk and bandwidth for a number of hosts, topics and so on, by job.",
    load: () => import("./capacity.ts"),
  },
  init: {
    description: "Write a minimal project to start from: stack, a dashboard, a tested alert, a receiver.",
    load: () => import("./init.ts"),
  },
};

const groups: Readonly<Record<string, LazyGroup>> = {
  test: {
    description: "Test alerts, routing and notifications.",
    commands: {
      rules: {
        description: "Run every alert's examples with promtool.",
        load: async () => ({ default: (await import("./test.ts")).rulesCommand }),
      },
      coverage: {
        description:
          "List branches and states of alerts that no example shows, and faults that alerts do not tolerate.",
        load: async () => ({ default: (await import("./test.ts")).coverageCommand }),
      },
      mutations: {
        description: "Change every alert, one thing at a time, and list the changes that no example notices.",
        load: async () => ({ default: (await import("./test.ts")).mutationsCommand }),
      },
      boundaries: {
        description: "Find where every alert begins to fire: at each threshold, and at the end of `for`.",
        load: async () => ({ default: (await import("./test.ts")).boundariesCommand }),
      },
      routes: {
        description: "Test who is notified of alerts, by the routes of this project or of any alertmanager.yml.",
        load: async () => ({ default: (await import("./test.ts")).routesCommand }),
      },
      incident: {
        description:
          "Run an incident through rules and routing, and list minute by minute what fires and who is notified.",
        load: () => import("./incident.ts"),
      },
      backtest: {
        description:
          "Replay history: how often each alert would have fired, and which receivers it would have notified.",
        load: () => import("./backtest.ts"),
      },
      notification: {
        description: "Send a test notification through a running Alertmanager, and report whether it was accepted.",
        load: () => import("./test-notification.ts"),
      },
    },
  },
  metrics: {
    description: "Write metric catalogs, and verify exporters against them.",
    commands: {
      import: {
        description: "Write or update metrics/NAME.ts from what an exporter exposes.",
        load: async () => ({ default: (await import("./metrics.ts")).importCatalogCommand }),
      },
      verify: {
        description: "Verify a /metrics endpoint, or a saved exposition, against a metric catalog.",
        load: async () => ({ default: (await import("./metrics.ts")).verifyCommand }),
      },
    },
  },
  promql: {
    description: "Check, explain or format a PromQL expression.",
    commands: {
      check: {
        description: "Check expressions.",
        load: async () => ({ default: (await import("./promql.ts")).checkCommand }),
      },
      explain: {
        description: "Explain an expression.",
        load: async () => ({ default: (await import("./promql.ts")).explainCommand }),
      },
      format: {
        description: "Format an expression.",
        load: async () => ({ default: (await import("./promql.ts")).formatCommand }),
      },
    },
  },
  stack: {
    description: "Run and maintain the monitoring stack with Docker.",
    commands: {
      up: {
        description: "Build everything, start the stack, and wait until it is healthy.",
        load: async () => ({ default: (await import("./stack.ts")).upCommand }),
      },
      down: {
        description: "Stop the stack and remove its containers. Its data stays in compose/data.",
        load: async () => ({ default: (await import("./stack.ts")).downCommand }),
      },
      status: {
        description: "Show the state of each service. Exits with 1 unless each is healthy or waits for the platform.",
        load: async () => ({ default: (await import("./stack.ts")).statusCommand }),
      },
      doctor: {
        description:
          "Find problems of the running servers, and how to fix them. PROMETHEUS_URL and others set addresses.",
        load: () => import("./doctor.ts"),
      },
      digests: {
        description: "Write the digest of every image to a compose file, for `up --digests`. Asks the registries.",
        load: async () => ({ default: (await import("./stack.ts")).digestsCommand }),
      },
      backup: {
        description:
          "Save the data that no build can recreate: metrics, silences, dashboards. PROMETHEUS_URL and others set addresses.",
        load: async () => ({ default: (await import("./backup.ts")).backupCommand }),
      },
      restore: {
        description: "Restore a backup into an empty stack: silences, dashboards, metrics.",
        load: async () => ({ default: (await import("./backup.ts")).restoreCommand }),
      },
    },
  },
};

/** Names of version 0.1, which still work. */
const formerNames: Readonly<Record<string, readonly [group: string, command: string]>> = {
  backtest: ["test", "backtest"],
  backup: ["stack", "backup"],
  catalog: ["metrics", "import"],
  coverage: ["test", "coverage"],
  doctor: ["stack", "doctor"],
  down: ["stack", "down"],
  limits: ["test", "boundaries"],
  mutate: ["test", "mutations"],
  rehearse: ["test", "incident"],
  status: ["stack", "status"],
  "test-alert": ["test", "notification"],
  "test-rules": ["test", "rules"],
  up: ["stack", "up"],
  verify: ["metrics", "verify"],
};

/** Commands that others start as processes of their own. */
const internalCommands: Readonly<Record<string, LazyCommand["load"]>> = {
  "emit-files": async () => ({ default: (await import("./revision.ts")).emitFilesCommand }),
  "load-boards": async () => ({ default: (await import("./preview/loader.ts")).loadBoardsCommand }),
};

/** For a thread of `check`, which loads the same scripts. */
export const readPart = async (part: Part) => (await import("./check/external.ts")).readPart(part);

/** Runs a command line. @returns the exit code: 0 ok, 1 problems or differences, 2 error, 4 partial success */
export async function main(argv: readonly string[]): Promise<number> {
  const [first = "", ...rest] = argv;
  const args = [...(own(formerNames, first) ?? [first]), ...rest];
  const program = new Command("bigdata-monitoring").description(
    "Monitoring as code: check typed definitions and write the configuration of the servers.",
  );
  const internal = own(internalCommands, first);
  if (internal) program.addCommand((await internal()).default);
  else {
    await addCommands(program, commands, first);
    for (const [name, group] of Object.entries(groups)) {
      const command = program.command(name).description(group.description);
      if (name === args[0]) await addCommands(command, group.commands, args[1]);
    }
  }
  return run(program, args);
}

/** Only the command that is asked for is loaded: help and a misspelt name need the others' names. */
async function addCommands(parent: Command, all: LazyCommands, asked: string | undefined): Promise<void> {
  for (const [name, { description, load }] of Object.entries(all)) {
    if (name === asked) parent.addCommand((await load()).default.name(name).description(description));
    else parent.command(name).description(description);
  }
}

/** Runs a command, and reports every error in one way. @returns the exit code, as `main` */
export async function run(command: Command, argv: readonly string[]): Promise<number> {
  command.showHelpAfterError("(add --help for the list of commands and options)").exitOverride();
  for (const inner of command.commands) inherit(command, inner);
  return untilFinished(async () => {
    try {
      await command.parseAsync([...argv], { from: "user" });
      return Number(process.exitCode ?? exitCodes.ok);
    } catch (error) {
      return explain(error, argv.includes("--json"));
    }
  });
}

const own = <T>(of: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(of, name) ? of[name] : undefined;

/** Commands are made before their program, and those inside them too: all report errors alike. */
function inherit(parent: Command, command: Command): void {
  command.copyInheritedSettings(parent);
  for (const inner of command.commands) inherit(command, inner);
}

/** An expected error is printed in one line; a bug shows its stack. @param json print it for a program too, on stdout */
function explain(error: unknown, json: boolean): number {
  if (json && !(error instanceof CommanderError && error.exitCode === 0))
    process.stdout.write(`${JSON.stringify({ error: messageOf(error) })}\n`);
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.error;
  const expected = error instanceof UserError || isSystemError(error);
  const text = expected ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text}\n`);
  return exitCodes.error;
}

/** What the operating system refused, such as a full disk or a port in use: its message names the file or the port. */
const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && "syscall" in error && "code" in error;
