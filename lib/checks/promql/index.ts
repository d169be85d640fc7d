import type { Check } from "../check.ts";
import { alertFor } from "./alert-for.ts";
import { alertFormat } from "./alert-format.ts";
import { alertLabel } from "./alert-label.ts";
import { panelLegend } from "./panel-legend.ts";
import { panelThreshold } from "./panel-threshold.ts";
import { panelUnit } from "./panel-unit.ts";
import { promqlAllow } from "./promql-allow.ts";
import { promqlComparison } from "./promql-comparison.ts";
import { promqlCounter } from "./promql-counter.ts";
import { promqlGrouping } from "./promql-grouping.ts";
import { promqlJob } from "./promql-job.ts";
import { promqlLabel } from "./promql-label.ts";
import { promqlLabelValue } from "./promql-label-value.ts";
import { promqlMatchers } from "./promql-matchers.ts";
import { promqlMatching } from "./promql-matching.ts";
import { promqlMetric } from "./promql-metric.ts";
import { promqlQuantile } from "./promql-quantile.ts";
import { promqlRateOfSum } from "./promql-rate-of-sum.ts";
import { promqlRecording } from "./promql-recording.ts";
import { promqlSyntax } from "./promql-syntax.ts";
import { promqlUnit } from "./promql-unit.ts";
import { promqlWindow } from "./promql-window.ts";

const ofExpressions: readonly Check[] = [
  promqlSyntax,
  promqlMetric,
  promqlJob,
  promqlLabel,
  promqlLabelValue,
  promqlMatchers,
  promqlRecording,
  promqlCounter,
  promqlRateOfSum,
  promqlWindow,
  promqlQuantile,
  promqlGrouping,
  promqlMatching,
  promqlUnit,
  promqlComparison,
];

/** What is proven of every query: it can be read, it can find something, and what it finds means what is said of it. */
export const promqlChecks: readonly Check[] = [
  ...ofExpressions,
  promqlAllow(ofExpressions),
  alertFor,
  alertLabel,
  alertFormat,
  panelLegend,
  panelUnit,
  panelThreshold,
];
