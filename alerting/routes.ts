// Which alert goes to whom?
import {
  type Concern,
  type DomainName,
  eq,
  type Matcher,
  neq,
  type RootRoute,
  type Route,
  type TeamName,
} from "bigdata-monitoring";
import { concerns, domains, teams } from "../teams.ts";
import { deadMansSwitch, escalation } from "./escalation.ts";
import { criticalTeams, warningTeams } from "./owners.ts";
import { timings } from "./severities.ts";

const domainNames = Object.keys(domains) as DomainName[];
const teamNames = Object.keys(teams) as TeamName[];

/**
 * The owner is notified of every alert. One that the domain or the concern of an alert notifies already is left out, since
 * Alertmanager would send it every message twice.
 * @param notified what it is notified of anyway
 */
const owner = (team: TeamName, severity: "critical" | "warning", notified: Matcher | undefined): Route => ({
  matchers: [eq("team", team), ...(notified ? [notified] : [])],
  receiver: `${team}-${severity}`,
});

const critical: Route = {
  title: "Critical, by domain and to the owner",
  matchers: [eq("severity", "critical")],
  receiver: "monitoring-critical",
  ...timings.critical,
  routes: [
    ...domainNames.flatMap((domain) =>
      criticalTeams(domain).map(
        (team): Route => ({ matchers: [eq("domain", domain)], receiver: `${team}-critical`, continue: true }),
      ),
    ),
    ...teamNames.map((team) =>
      owner(
        team,
        "critical",
        except(
          "domain",
          domainNames.filter((domain) => criticalTeams(domain).includes(team)),
        ),
      ),
    ),
  ],
};

const warning: Route = {
  title: "Warnings, by concern and to the owner",
  matchers: [eq("severity", "warning")],
  receiver: "monitoring-warning",
  ...timings.warning,
  routes: [
    ...concerns.map(
      (concern): Route => ({
        matchers: [eq("concern", concern)],
        receiver: `${warningTeams[concern]}-warning`,
        continue: true,
      }),
    ),
    ...teamNames.map((team) =>
      owner(
        team,
        "warning",
        except(
          "concern",
          concerns.filter((concern) => warningTeams[concern] === team),
        ),
      ),
    ),
  ],
};

/** None of the values; undefined where there is no value. */
function except<L extends "domain" | "concern">(
  label: L,
  [first, ...others]: readonly (L extends "domain" ? DomainName : Concern)[],
): Matcher | undefined {
  return first === undefined ? undefined : neq(label as string, first, ...others);
}

const info: Route = {
  title: "Info, for everybody",
  matchers: [eq("severity", "info")],
  receiver: "info",
  ...timings.info,
};

export const route: RootRoute = {
  title: "Whatever no other route takes",
  receiver: "unrouted",
  // An alert in two clusters is two problems. Platforms of one cluster need no such label.
  groupBy: ["alertname", "domain", "cluster"],
  ...timings.warning,
  routes: [deadMansSwitch, escalation, critical, warning, info],
};
