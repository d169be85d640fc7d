import { line, row } from "../authoring/define.ts";
import { note } from "../authoring/panels/index.ts";
import { didYouMean } from "../promql/text/suggest.ts";
import type { Check } from "./check.ts";
import { boardModel } from "./example.ts";

/** The uid in `/d/<uid>`, wherever it stands in a board's JSON: panel links, data links, text. */
const dashboardUrl = /\/d\/([a-zA-Z0-9_-]+)/g;

export const dashboardLink: Check = {
  name: "dashboard-link",
  why: "A link to a dashboard that does not exist ends at a 404, at the moment when somebody follows a trail.",
  *find(model) {
    const uids = model.dashboards.map(({ name }) => name);
    for (const { file, json } of model.dashboards) {
      const linked = new Set(Array.from(JSON.stringify(json).matchAll(dashboardUrl), ([, uid]) => uid ?? ""));
      for (const uid of linked) {
        if (uids.includes(uid)) continue;
        const hint = didYouMean(uid, uids);
        yield { file, path: ["links"], message: `no dashboard "${uid}" in dashboards/`, ...(hint && { hint }) };
      }
    }
  },
  bad: () => boardModel(row("Load", line(4, [linking("/d/host")]))),
  good: () => boardModel(row("Load", line(4, [linking("/d/hosts")]))),
};

const linking = (url: string) => note("Next", { description: "Where to go on.", content: `[Hosts](${url})` });
