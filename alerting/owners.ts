// Which teams are notified of which alerts?
import type { Concern, DomainName, TeamName } from "bigdata-monitoring";
import { domains } from "../teams.ts";

/** Teams that are notified of a domain's critical alerts in addition to its owner. */
const alsoNotified: Partial<Record<DomainName, readonly TeamName[]>> = {
  "fraud-detection": ["security"],
};

/** The teams that are notified of a domain's critical alerts. */
export const criticalTeams = (domain: DomainName): readonly TeamName[] => [
  ...(alsoNotified[domain] ?? []),
  domains[domain],
];

/** The team that is notified of a warning, by its concern. */
export const warningTeams = {
  performance: "monitoring",
  resources: "platform",
  "data-quality": "data",
} as const satisfies Record<Concern, TeamName>;

/** The channel that everybody reads. */
export const everybody = "#monitoring";

/** Notified when nobody has answered a critical alert in time. PagerDuty escalates by its own policies. */
export const secondLevel = { title: "Incident leads", email: "incident-leads@bigdata.example" } as const;
