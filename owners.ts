import { ownerTemplate, type Stack } from "bigdata-monitoring";
import { probes } from "./probes.ts";
import { stack } from "./stack.ts";

/** Jobs that always have a target: of two services that do the same work one may be absent. */
export const permanentJobs = (isCritical: boolean): string[] =>
  Object.entries(stack as Stack)
    .filter(([, { scrape, insteadOf, critical = false }]) => scrape && !insteadOf && critical === isCritical)
    .map(([name]) => name);

/** Services of this stack that always have a container; of two that do the same work one may be absent. */
export function permanentContainers(): string[] {
  const alternatives = Object.values(stack as Stack).flatMap(({ insteadOf }) => insteadOf ?? []);
  return Object.entries(stack as Stack)
    .filter(([name, { external, insteadOf }]) => !external && !insteadOf && !alternatives.includes(name))
    .map(([name]) => name);
}

type BackendName = keyof typeof probes.backends;

/** Everything that is scraped or probed. */
const watched = { ...stack, ...probes.backends, ...probes.sites } satisfies Record<
  string,
  Pick<Stack[string], "team" | "critical">
>;

/** The label `team` of alerts about many services: the owner by the value of another label. */
export const ownerBy = (label: "job" | "service"): string =>
  ownerTemplate(label, Object.fromEntries(Object.entries(watched).map(([name, { team }]) => [name, team])));

/** The owner of the service that runs in a container. */
export const ownerByContainer = ownerTemplate(
  "name",
  Object.fromEntries(Object.entries(stack).map(([name, { team }]) => [`bigdata-${name}`, team])),
);

/** The services and backends whose absence pages somebody, as a regular expression. */
export const criticalNames = Object.entries(watched)
  .flatMap(([name, service]) => ("critical" in service ? [name] : []))
  .join("|");

/** The label that alerts about a backend, its probes and the symptoms of its absence share. */
export const backend = (name: BackendName) => ({ backend: name }) as const;
