import type { TeamName } from "../model/model.ts";
import { didYouMean } from "../promql/text/suggest.ts";
import type { Check } from "./check.ts";
import { exampleModel } from "./example.ts";
import { alertsOf } from "./walk.ts";

export const alertOwner: Check = {
  name: "alert-owner",
  why: "An alert whose team nobody knows is told to nobody. TypeScript refuses it too, where the project closes the names.",
  *find(model) {
    for (const { rule, where } of alertsOf(model)) {
      if (rule.team in model.teams) continue;
      const hint = didYouMean(rule.team, Object.keys(model.teams)) ?? "add it to teams.ts";
      yield { ...where, message: `unknown team "${rule.team}"`, hint };
    }
  },
  bad: () => exampleModel({ alert: { team: "platfrom" as TeamName } }),
  good: () => exampleModel({ alert: { team: "platform" as TeamName } }),
};
