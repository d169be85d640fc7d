import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { defineBenchmark, inTurn, median } from "./bench.ts";

const run = promisify(execFile);
const cli = fileURLToPath(new URL("../lib/bin/bigdata-monitoring.js", import.meta.url));
const sdk = ["dashboard", "timeseries", "stat", "prometheus", "units"].map(
  (name) => `import "@grafana/grafana-foundation-sdk/${name}";`,
);

export default defineBenchmark({
  name: "build",
  question: "How long does proving and writing everything take, beside a bare start that imports the SDK?",
  run: async () => {
    const out = await mkdtemp(join(tmpdir(), "bench-build-"));
    try {
      const { a, b } = await inTurn(
        7,
        () => run(process.execPath, [cli, "build", "--out", out]),
        () => run(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", sdk.join("\n")]),
      );
      return [
        `build       ${median(a).toFixed(0)} ms (median of ${a.length})`,
        `bare start  ${median(b).toFixed(0)} ms`,
        `ratio       ${(median(a) / median(b)).toFixed(2)}`,
      ];
    } finally {
      await rm(out, { recursive: true, force: true });
    }
  },
});
