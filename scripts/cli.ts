import { Command, CommanderError } from "commander";
import { placeIn } from "./load/import.ts";
import { expectToFinish } from "./load/unfinished.ts";
import { exitCodes, Trouble } from "./outcome.ts";

/** Every command by name, loaded only when asked for, so that each starts fast. A module's default export is its command. */
const commands: Readonly<Record<string, () => Promise<{ default: Command }>>> = {
  build: () => import("./build.ts"),
  catalog: () => import("./catalog.ts"),
  check: () => import("./check.ts"),
  diff: () => import("./diff.ts"),
  "test-rules": () => import("./test-rules.ts"),
  coverage: () => import("./coverage.ts"),
  backtest: () => import("./backtest.ts"),
  mutate: () => import("./mutate.ts"),
  limits: () => import("./limits.ts"),
  pull: () => import("./pull.ts"),
  promql: () => import("./promql.ts"),
  "fuzz-promql": () => import("./fuzz-promql.ts"),
  verify: () => import("./verify.ts"),
  schemas: () => import("./schemas.ts"),
  docs: () => import("./docs.ts"),
  push: () => import("./push.ts"),
  "build-loki": () => import("./build-loki.ts"),
  rehearse: () => import("./rehearse.ts"),
  "test-alert": () => import("./test-alert.ts"),
  preview: () => import("./preview.ts"),
  shots: () => import("./shots.ts"),
  up: () => import("./up.ts"),
  down: () => import("./down.ts"),
  status: () => import("./status.ts"),
  doctor: () => import("./doctor.ts"),
  backup: () => import("./backup.ts"),
  demo: () => import("./demo.ts"),
  simulate: () => import("./simulate.ts"),
};

/** Runs a command line. @returns the exit code: 0 fine, 1 problems or differences, 2 trouble, 4 partial success */
export async function main(argv: readonly string[]): Promise<number> {
  const program = new Command("bigdata-monitoring")
    .description("Monitoring as code for a big-data platform.")
    .showHelpAfterError("(add --help for what there is)")
    .exitOverride();
  const asked = argv[0] === undefined ? undefined : commands[argv[0]];
  const loaded = asked ? [await asked()] : await Promise.all(Object.values(commands).map((load) => load()));
  for (const { default: command } of loaded) program.addCommand(inherit(program, command));
  const finished = expectToFinish(({ stack = "" }) => placeIn(stack));
  try {
    await program.parseAsync([...argv], { from: "user" });
    return Number(process.exitCode ?? exitCodes.fine);
  } catch (error) {
    return explain(error);
  } finally {
    await finished();
  }
}

/** Commands are made before their program, and those inside them too: all report errors alike. */
function inherit(parent: Command, command: Command): Command {
  command.copyInheritedSettings(parent);
  for (const inner of command.commands) inherit(command, inner);
  return command;
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
