import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const program = fileURLToPath(new URL("../../../lib/bin/bigdata-monitoring.js", import.meta.url));

it.each([[["check", "--list", "--json"]], [["--help"]], [["promql", "explain", "up"]]])(
  "%j ends quietly, as SIGPIPE ends a program, when nobody reads its output any more",
  { timeout: 60_000 },
  async (args) => {
    const child = spawn(process.execPath, [program, ...args]);
    child.stdout.destroy();
    const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, "close")]);
    expect(stderr).toBe("");
    expect(code).toBe(141);
  },
);
