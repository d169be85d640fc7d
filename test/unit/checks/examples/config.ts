import type { CheckSetting, Model, Settings } from "../../../../lib/model/model.ts";
import type { Examples } from "./example.ts";
import { exampleModel } from "./model.ts";

const withSettings = (changes: Partial<Settings>): Model => {
  const model = exampleModel({});
  return { ...model, settings: { ...model.settings, ...changes } };
};

const off: CheckSetting = { severity: "off", reason: "Links lead to dashboards of another project." };

export const configExamples: Examples = {
  "config-check": {
    bad: () => withSettings({ checks: { "dashboard-lnik": off } }),
    good: () => withSettings({ checks: { "dashboard-link": off } }),
  },
  "config-timeout": {
    bad: () => withSettings({ prometheus: { ...exampleModel({}).settings.prometheus, scrapeTimeout: "20s" } }),
    good: () => withSettings({}),
  },
};
