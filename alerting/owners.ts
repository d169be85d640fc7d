// Which teams are told of what?
import type { Concern, DomainName, TeamName } from "bigdata-monitoring";
import { domains } from "../teams.ts";

/** Told of a domain's critical alerts beside the team that owns the domain. */
const alsoTold: Partial<Record<DomainName, readonly TeamName[]>> = {
  "fraud-detection": ["security"],
};

/** The teams told of a domain's critical alerts. */
export const criticalTeams = (domain: DomainName): readonly TeamName[] => [
  ...(alsoTold[domain] ?? []),
  domains[domain],
];

/** The team told of a warning, by the kind of trouble that it announces. */
export const warningTeams = {
  performance: "monitoring",
  resources: "platform",
  "data-quality": "data",
} as const satisfies Record<Concern, TeamName>;

/** Where everybody reads along. */
export const everybody = "#monitoring";

/** Told when nobody has answered a critical alert in time. */
export const secondLevel = {
  title: "Incident leads",
  email: "incident-leads@bigdata.example",
  pagerdutyKeyFile: "pagerduty_escalation",
} as const;
