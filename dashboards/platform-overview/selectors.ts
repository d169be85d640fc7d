import { promql, type Service } from "bigdata-monitoring";
import { stack } from "../../stack.ts";

/** Services that do the same work: one of them is always absent. */
const interchangeable = Object.entries<Service>(stack).flatMap(([name, { insteadOf }]) =>
  insteadOf ? [insteadOf, name] : [],
);
const eitherOf = interchangeable.join("|");

/** The jobs that must answer, each a service of the stack; probes are jobs of their own. */
export const requiredJobs = `job!~"blackbox-(http|tcp|icmp)|${eitherOf}"`;

/** 1 for each service that answers its scrapes and every probe, else 0. Interchangeable services count as one. */
export const wellByService = promql`
  min by (service) (up{${requiredJobs}} or probe_success{service!~"${eitherOf}"})
  or label_replace(max(up{job=~"${eitherOf}"}), "service", "${interchangeable.join(" or ")}", "", "")`;

/** What each service's scrape says; of interchangeable ones only that which runs is told. */
export const scrapeByService = promql`min by (service) (up{${requiredJobs}} or up{job=~"${eitherOf}"} == 1)`;

/** Alerts that somebody should act on; a dead man's switch fires always. */
export const firing = `alertstate="firing",severity!="none"`;
