import { spawn } from "node:child_process";
import { watch } from "node:fs";
import { resolve } from "node:path";

/** Editors save in bursts. */
const quietMilliseconds = 50;

/** Builds again in a fresh process whenever a definition changes, until interrupted. */
export async function watchBuild(project: string): Promise<never> {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = buildOnce();
  watch(resolve(project), { recursive: true }, (_, file) => {
    if (!file?.endsWith(".ts") || file.includes("node_modules")) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(buildOnce);
    }, quietMilliseconds);
  });
  return new Promise(() => {});
}

/** A module once imported stays as it was, so each build is a process of its own. */
function buildOnce(): Promise<void> {
  const args = process.argv.slice(1).filter((arg) => arg !== "--watch");
  const child = spawn(process.execPath, args, { stdio: "inherit" });
  return new Promise((done) => child.on("exit", () => done()));
}
