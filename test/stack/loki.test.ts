import { expect, it } from "vitest";
import { describeUnless } from "../support/describe-unless.ts";
import { interpolate, openingValues, panelQueries } from "../support/panel-queries.ts";

import { ask, askJson, missingOf, model, untilEmpty } from "./ask.ts";

describeUnless(missingOf("loki"), "Loki", () => {
  it("gets logs from the collector", async () => {
    const query = encodeURIComponent('sum(count_over_time({source=~".+"}[5m]))');
    const missing = await untilEmpty(async () => {
      const { data } = await askJson<{ data: { result: unknown[] } }>("loki", `/loki/api/v1/query?query=${query}`);
      return data.result.length > 0 ? [] : ["no line arrived in five minutes"];
    });
    expect(missing).toEqual([]);
  });

  it("understands every log panel's query", async () => {
    for (const { json } of model.dashboards)
      for (const { expr, datasource } of panelQueries(json)) {
        if (datasource !== "loki") continue;
        const query = interpolate(expr, { ...openingValues(json), __interval: "1m", __auto: "5m" });
        await ask("loki", `/loki/api/v1/query_range?query=${encodeURIComponent(query)}&limit=1`);
      }
  });
});
