// A process that loads a project once: a module once imported stays as it was. It imports the machinery ahead, and
// waits for the word to read the definitions, so that a save is shown sooner.
import "../../lib/panels/index.ts";
import { runChecks } from "../../lib/checks/check.ts";
import { checks } from "../../lib/checks/index.ts";
import { describe } from "../../lib/problem.ts";
import { loadDashboards, loadModel } from "../load.ts";
import type { Loaded } from "./boards.ts";

const defaultScrapeInterval = "15s";

process.once("message", async (project: string) => {
  try {
    await tell({ boards: (await loadDashboards(project)).map(({ json }) => json) });
    const model = await loadModel(project);
    const problems = runChecks(model, checks).map((problem) => ({ ...problem, text: describe(problem) }));
    const metrics = model.datasources.find(({ definition }) => definition.type === "prometheus");
    const scrapeInterval = String(metrics?.definition.settings.timeInterval ?? defaultScrapeInterval);
    await tell({ problems: problems.map(({ file, path, text }) => ({ file, path, text })), scrapeInterval });
  } catch (error) {
    await tell({ trouble: error instanceof Error ? error.message : String(error) });
  }
  process.disconnect();
});

const tell = (loaded: Loaded): Promise<void> =>
  new Promise((sent, failed) => {
    process.send?.(loaded, undefined, undefined, (error) => (error ? failed(error) : sent()));
  });
