import { promql, type Service } from "bigdata-monitoring";
import { stack } from "../../stack.ts";

/** Interchangeable services, of which only one runs. */
const interchangeable = Object.entries<Service>(stack).flatMap(([name, { insteadOf }]) =>
  insteadOf ? [insteadOf, name] : [],
);
const eitherOf = interchangeable.join("|");

/** The jobs whose scrapes must succeed, one for each service of the stack; probes have their own jobs. */
export const requiredJobs = `job!~"blackbox-(http|tcp|icmp)|${eitherOf}"`;

/** 1 for each service whose scrapes and probes all succeed, else 0. Interchangeable services count as one. */
export const wellByService = promql`
  min by (service) (up{${requiredJobs}} or probe_success{service!~"${eitherOf}"})
  or label_replace(max(up{job=~"${eitherOf}"}), "service", "${interchangeable.join(" or ")}", "", "")`;

/** The result of each service's scrape; of interchangeable services only of the one that runs. */
export const scrapeByService = promql`min by (service) (up{${requiredJobs}} or up{job=~"${eitherOf}"} == 1)`;

/** Alerts that need action; a dead man's switch always fires. */
export const firing = `alertstate="firing",severity!="none"`;
