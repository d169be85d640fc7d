import { appendFile, cp, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { liveBoards } from "../scripts/preview/live-boards.ts";
import { defineBenchmark, inTurn, median } from "./bench.ts";

const defined = ["dashboards", "lib", "metrics", "rules", "alerting", "datasources", "logs", "compose"];

async function copyOfProject(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "bench-preview-"));
  const facts = (await readdir(".")).filter((file) => file.endsWith(".ts") || file === "package.json");
  for (const path of [...defined, ...facts]) await cp(path, join(folder, path), { recursive: true });
  await symlink(resolve("node_modules"), join(folder, "node_modules"));
  return folder;
}

export default defineBenchmark({
  name: "preview",
  question: "How long from saving a definition until the page is sent the new boards, beside loading all from cold?",
  run: async () => {
    const project = await copyOfProject();
    const live = await liveBoards(project, false);
    try {
      const save = async () => {
        const sent = new Promise<void>((told) => {
          const forget = live.onChange(() => {
            forget();
            told();
          });
        });
        await appendFile(join(project, "dashboards/kafka.ts"), "\n");
        await sent;
        // The next loader has to have read the machinery, as it has between two saves of a person.
        await new Promise((warm) => setTimeout(warm, 4000));
      };
      const cold = async () => (await liveBoards(project, false)).stop();
      const { a, b } = await inTurn(3, save, cold);
      const waited = a.map((milliseconds) => milliseconds - 4000);
      return [
        `save to page  ${median(waited).toFixed(0)} ms (median of ${a.length})`,
        `from cold     ${median(b).toFixed(0)} ms, with all checks`,
        `ratio         ${(median(waited) / median(b)).toFixed(2)}`,
      ];
    } finally {
      live.stop();
      await rm(project, { recursive: true, force: true });
    }
  },
});
