import { execFile, spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { takePort } from "../../../scripts/servers/ports.ts";

it("gives no port that another process has reserved, unless that has ended", async () => {
  const [free, ofEnded] = [await takePort(), await takePort()];
  const TMPDIR = await mkdtemp(join(tmpdir(), "ports-"));
  onTestFinished(() => rm(TMPDIR, { recursive: true }));
  const reserved = join(TMPDIR, `bigdata-monitoring-ports-${userInfo().uid}`);
  await mkdir(reserved);
  const { pid: ended } = spawnSync(process.execPath, ["--version"]);
  for (let port = 20_000; port < 32_000; port++)
    if (port !== free) await writeFile(join(reserved, String(port)), String(port === ofEnded ? ended : process.pid));

  const code = `import { takePort } from "./scripts/servers/ports.ts";
    console.log(JSON.stringify([await takePort(), await takePort()]));`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "--eval", code],
    { env: { ...process.env, TMPDIR } },
  );
  expect(new Set(JSON.parse(stdout))).toEqual(new Set([free, ofEnded]));
});
