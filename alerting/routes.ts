// Which alert goes to whom?
import { type Concern, type DomainName, eq, type RootRoute, type Route } from "bigdata-monitoring";
import { domains } from "../teams.ts";
import { deadMansSwitch, escalation } from "./escalation.ts";
import { criticalTeams, warningTeams } from "./owners.ts";
import { timings } from "./severities.ts";

const critical: Route = {
  title: "Critical, by domain",
  matchers: [eq("severity", "critical")],
  receiver: "monitoring-critical",
  ...timings.critical,
  routes: (Object.keys(domains) as DomainName[]).flatMap((domain) =>
    criticalTeams(domain).map((team, i, all) => ({
      matchers: [eq("domain", domain)],
      receiver: `${team}-critical` as const,
      continue: i < all.length - 1,
    })),
  ),
};

const warning: Route = {
  title: "Warnings, by concern",
  matchers: [eq("severity", "warning")],
  receiver: "monitoring-warning",
  ...timings.warning,
  routes: (Object.keys(warningTeams) as Concern[]).map((concern) => ({
    matchers: [eq("concern", concern)],
    receiver: `${warningTeams[concern]}-warning` as const,
  })),
};

const info: Route = {
  title: "Info, for everybody",
  matchers: [eq("severity", "info")],
  receiver: "info",
  ...timings.info,
};

export const route: RootRoute = {
  title: "Whatever no other route takes",
  receiver: "unrouted",
  groupBy: ["alertname", "domain"],
  ...timings.warning,
  routes: [deadMansSwitch, escalation, critical, warning, info],
};
