// Who can be notified, and over which channels?
import type { Channel, Receiver, Team, TeamName } from "bigdata-monitoring";
import { teams } from "../teams.ts";
import { email, pagerduty, slack } from "./channels.ts";
import { everybody, secondLevel } from "./owners.ts";
import { severities } from "./severities.ts";

declare module "bigdata-monitoring/register" {
  interface Register {
    receiver: `${keyof typeof teams}-${"critical" | "warning"}` | keyof typeof shared;
  }
}

/** A team, over the channels of the severity. */
function teamReceiver(severity: "critical" | "warning", team: Team): Receiver {
  const channels: readonly Channel[] = severities[severity].channels;
  return {
    ...(channels.includes("email") && { emailConfigs: [email(team.email)] }),
    ...(channels.includes("slack") && { slackConfigs: [slack(team.slack)] }),
    ...(channels.includes("pagerduty") &&
      team.pagerdutyKeyFile !== undefined && { pagerdutyConfigs: [pagerduty(team.pagerdutyKeyFile)] }),
  };
}

/** Receivers such as `platform-critical`, one for each team. */
const perTeam = (severity: "critical" | "warning", names: readonly TeamName[]) =>
  Object.fromEntries(names.map((name) => [`${name}-${severity}`, teamReceiver(severity, teams[name])]));

const shared = {
  info: { slackConfigs: [slack(everybody)] },
  escalation: { emailConfigs: [email(secondLevel.email)] },
  // By mail as well, in case Slack does not work.
  unrouted: { slackConfigs: [slack(everybody)], emailConfigs: [email(teams.monitoring.email)] },
  "dead-mans-switch": { webhookConfigs: [{ urlFile: "watchdog_url", sendResolved: false }] },
} satisfies Record<string, Receiver>;

export const receivers: Readonly<Record<string, Receiver>> = {
  ...perTeam("critical", Object.keys(teams) as TeamName[]),
  ...perTeam("warning", Object.keys(teams) as TeamName[]),
  ...shared,
};
