import type { Model } from "../model/model.ts";
import { emitAlertmanager } from "./alertmanager.ts";
import { emitBlackbox } from "./blackbox.ts";
import { emitAlloy, emitPromtail } from "./collectors.ts";
import { emitDatasources } from "./datasources.ts";
import type { Emitter, OutputFile, Target } from "./emit.ts";
import { emitDashboards } from "./grafana.ts";
import { emitLoki } from "./loki.ts";
import { emitPrometheus } from "./prometheus.ts";
import { emitRules, emitRuleTests } from "./rules.ts";
import { emitRunbooks } from "./runbooks.ts";

/** Every output by its name for `build --only`. */
export const emitters = {
  prometheus: emitPrometheus,
  rules: emitRules,
  "rule-tests": emitRuleTests,
  alertmanager: emitAlertmanager,
  dashboards: emitDashboards,
  datasources: emitDatasources,
  loki: emitLoki,
  promtail: emitPromtail,
  alloy: emitAlloy,
  blackbox: emitBlackbox,
  runbooks: emitRunbooks,
} as const satisfies Record<string, Emitter>;

export type EmitterName = keyof typeof emitters;

/** All files of the chosen outputs, sorted by path. */
export function emit(model: Model, target: Target, only: readonly EmitterName[]): OutputFile[] {
  const names = only.length > 0 ? only : (Object.keys(emitters) as EmitterName[]);
  return names.flatMap((name) => emitters[name](model, target)).sort((a, b) => (a.path < b.path ? -1 : 1));
}
