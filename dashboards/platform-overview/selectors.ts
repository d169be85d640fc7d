import type { Service } from "../../lib/model.ts";
import { promql } from "../../lib/promql/promql.ts";
import { stack } from "../../stack.ts";

const services: readonly (readonly [name: string, service: Service])[] = Object.entries(stack);
const standIns = services.filter(([, { insteadOf }]) => insteadOf !== undefined);
const interchangeable = standIns.flatMap(([name, { insteadOf }]) => (insteadOf ? [insteadOf, name] : []));

/** Every scrape job of the stack, as a regular expression; probes are jobs of their own. */
export const everyJob = services
  .filter(([, { scrape }]) => scrape)
  .map(([name]) => name)
  .join("|");
const eitherOf = interchangeable.join("|");
const required = everyJob
  .split("|")
  .filter((name) => !interchangeable.includes(name))
  .join("|");

/**
 * 1 for each service that answers its scrapes and every probe, else 0. Of services that do the same work one is always
 * absent, so they count as one.
 */
export const wellByService = promql`
  min by (service) (up{job=~"${required}"} or probe_success{service!~"${eitherOf}"})
  or label_replace(max(up{job=~"${eitherOf}"}), "service", "${interchangeable.join(" or ")}", "", "")`;

/** Alerts that somebody should act on; a dead man's switch fires always. */
export const firing = `alertstate="firing",severity!="none"`;
