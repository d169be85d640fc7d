import type { Duration, Model } from "../../lib/model/model.ts";

/** The same model with everything scraped and evaluated this often, for tests that cannot wait for minutes. */
export const withInterval = (model: Model, interval: Duration): Model => ({
  ...model,
  stack: Object.fromEntries(
    Object.entries(model.stack).map(([name, service]) => [
      name,
      service.scrape ? { ...service, scrape: { ...service.scrape, interval } } : service,
    ]),
  ),
  ...(model.probes && { probes: { ...model.probes, interval } }),
  rules: model.rules.map((group) => ({ ...group, definition: { ...group.definition, interval } })),
});
