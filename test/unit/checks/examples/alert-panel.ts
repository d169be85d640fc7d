import { line, row } from "../../../../lib/authoring/define.ts";
import { note } from "../../../../lib/authoring/panels/index.ts";
import { type Model, panelRef } from "../../../../lib/model/model.ts";
import type { Examples } from "./example.ts";
import { exampleModel } from "./model.ts";

const withPanel = (title: string): Model =>
  exampleModel({
    alert: { dashboard: panelRef("hosts", title) },
    dashboards: {
      hosts: {
        title: "Hosts",
        question: "Are they well?",
        rows: [row("Disks", line(4, [note("Disks in use", { description: "How full they are.", content: "-" })]))],
      },
    },
  });

export const alertPanelExamples: Examples = {
  "alert-panel": {
    bad: () => withPanel("Disks in us"),
    good: () => withPanel("Disks in use"),
  },
};
