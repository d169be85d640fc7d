import type { Service } from "../../lib/model.ts";
import { promql } from "../../lib/promql/promql.ts";
import { stack } from "../../stack.ts";

const services: readonly (readonly [name: string, service: Service])[] = Object.entries(stack);
const jobs = services.filter(([, { scrape }]) => scrape).map(([name]) => name);
/** Services that do the same work: one of them is always absent. */
const interchangeable = services.flatMap(([name, { insteadOf }]) => (insteadOf ? [insteadOf, name] : []));
const required = jobs.filter((name) => !interchangeable.includes(name));

/** Every scrape job of the stack, as a regular expression; probes are jobs of their own. */
export const everyJob = jobs.join("|");
const eitherOf = interchangeable.join("|");

/**
 * 1 for each service that answers its scrapes and every probe, else 0. Interchangeable services
 * count as one.
 */
export const wellByService = promql`
  min by (service) (up{job=~"${required.join("|")}"} or probe_success{service!~"${eitherOf}"})
  or label_replace(max(up{job=~"${eitherOf}"}), "service", "${interchangeable.join(" or ")}", "", "")`;

/** Alerts that somebody should act on; a dead man's switch fires always. */
export const firing = `alertstate="firing",severity!="none"`;
