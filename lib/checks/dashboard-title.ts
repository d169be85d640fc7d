import type { Model } from "../model/model.ts";
import type { Check } from "./check.ts";
import { exampleModel } from "./example.ts";

export const dashboardTitle: Check = {
  name: "dashboard-title",
  why: "Grafana stops renewing every dashboard of a folder when two of them have one title.",
  *find({ dashboards }) {
    for (const [i, { file, definition }] of dashboards.entries()) {
      const first = dashboards.slice(0, i).find((other) => other.definition.title === definition.title);
      if (!first) continue;
      const message = `the title "${definition.title}" is that of ${first.file} too`;
      yield { file, path: ["title"], message, hint: "give each board a title of its own" };
    }
  },
  bad: () => twoBoards("Hosts", "Hosts"),
  good: () => twoBoards("Hosts", "Disks"),
};

const twoBoards = (first: string, second: string): Model => {
  const board = (title: string) => ({ title, question: "Is it well?", rows: [] });
  return exampleModel({ uids: [], dashboards: { hosts: board(first), disks: board(second) } });
};
