import { afterAll, beforeAll, expect, it } from "vitest";
import { panelsOf } from "../../../lib/checks/check.ts";
import { loadModel } from "../../../lib/cli/load.ts";
import type { DefinedDashboard } from "../../../lib/model/model.ts";
import { startStandInStack } from "./stand-in-stack.ts";

const model = await loadModel(process.cwd());

/** Queries that a few seconds of made-up, healthy data cannot answer. */
const needYesterday = /_baseline_(min|max)|offset/;
const needTrouble = /ALERTS|== 0/;
/** What is recorded only where there is enough traffic; a stand-in's counters are slow. */
const needTraffic = /ratio_rate|row_lock_wait|lag_of_retained|delta\(/;
const mayBeSilent = [needYesterday, needTrouble, needTraffic];

let stack: Awaited<ReturnType<typeof startStandInStack>>;
beforeAll(async () => {
  stack = await startStandInStack(model);
});
afterAll(() => stack.stop());

// Rates need two samples, and what is recorded from what is recorded needs some evaluations: hence the polling.
it.each(model.dashboards)("Prometheus answers every query of $name", async (dashboard) => {
  const expressions = expressionsOf(dashboard);
  await expect.poll(() => unanswered(expressions), { timeout: 90_000, interval: 3_000 }).toEqual([]);
});

async function unanswered(expressions: readonly string[]): Promise<string[]> {
  const answers = await Promise.all(expressions.map(ask));
  const refused = answers.flatMap(({ expr, error }) => (error ? [`${error}: ${expr}`] : []));
  const silent = answers.flatMap(({ expr, series }) => (series === 0 ? [`no data: ${expr}`] : []));
  return [...refused, ...silent.filter((expr) => !mayBeSilent.some((known) => known.test(expr)))];
}

/** The panels' queries with Grafana's own variables and the reader's choices put in: everything, of the last minute. */
function expressionsOf(dashboard: DefinedDashboard): string[] {
  const targets = [...panelsOf(dashboard)].flatMap(({ panel }) => (panel.targets ?? []) as unknown as Target[]);
  return targets
    .filter(({ datasource }) => datasource?.type === "prometheus")
    .map(({ expr }) =>
      expr
        .replaceAll(/\$__(rate_interval|interval|range)\b/g, "1m")
        .replaceAll(/\$(\w+)/g, (_, name) => chosen(dashboard, name)),
    );
}

interface Target {
  readonly expr: string;
  readonly datasource?: { readonly type?: string };
}

function chosen({ json }: DefinedDashboard, name: string): string {
  const variable = json.templating.list?.find((candidate) => candidate.name === name);
  return variable?.allValue ?? String(variable?.current?.value);
}

async function ask(expr: string): Promise<{ expr: string; error?: string; series?: number }> {
  const response = await fetch(`${stack.url}/api/v1/query`, {
    method: "POST",
    body: new URLSearchParams({ query: expr }),
  });
  const answer = (await response.json()) as { error?: string; data?: { result: unknown[] } };
  return answer.error ? { expr, error: answer.error } : { expr, series: answer.data?.result.length ?? 0 };
}
