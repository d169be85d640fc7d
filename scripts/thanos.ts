import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { Command } from "commander";
import { UserError } from "../lib/cli/outcome.ts";
import { run } from "../lib/cli/programs/programs.ts";
import { runScript } from "./run-script.ts";
import { thanosFolder } from "./servers/thanos-program.ts";

/** The module of the release, and its checksum in Go's database; its own `go.sum` has those of what it needs. */
const release = "github.com/thanos-io/thanos@v0.42.4";
const checksum = "h1:Cs7iARVNKcgewjzAfpoFnscgfNi+XN8slcyW5e0ozWs=";

const command = new Command("thanos")
  .description("Build Thanos into .tools/ for the tests that run it, which takes minutes. Needs Go 1.26.")
  .action(async () => {
    const { stdout } = await run("go", "mod", "download", "-json", release).catch(
      ({ message, stdout = "" }: Error & { stdout?: string }) => {
        throw new UserError(`${release} cannot be had: Go 1.26 and its module proxy are needed.\n${message}${stdout}`);
      },
    );
    const { Dir: sources, Sum: found } = JSON.parse(stdout) as { Dir: string; Sum: string };
    if (found !== checksum)
      throw new UserError(`${release} has the checksum ${found} and not ${checksum}: do not use it`);
    await mkdir(thanosFolder, { recursive: true });
    const unfinished = join(thanosFolder, "unfinished");
    // As its makers build it: with other labels than those, it ends at the first write.
    const version = `-X github.com/prometheus/common/version.Version=${release.replace(/.*@v/, "")}`;
    const flags = ["-C", sources, "-tags", "netgo,slicelabels", "-ldflags", version, "-buildvcs=false"];
    await run("env", "CGO_ENABLED=0", "go", "build", ...flags, "-o", unfinished, "./cmd/thanos");
    await rename(unfinished, join(thanosFolder, "thanos"));
  });

await runScript(command);
