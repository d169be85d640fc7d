// Who can be told, and over which channels?
import type { Receiver } from "../lib/alerting/model.ts";
import type { DomainName, Team, TeamName } from "../lib/model.ts";
import { domains, teams } from "../teams.ts";
import { email, pagerduty, slack } from "./channels.ts";
import { criticalTeams, everybody, secondLevel, warningTeams } from "./owners.ts";

declare module "../lib/model.ts" {
  interface Vocabulary {
    receiver: `${keyof typeof teams}-${"critical" | "warning"}` | keyof typeof shared;
  }
}

const critical = (team: Team): Receiver => ({
  emailConfigs: [email(team.email)],
  slackConfigs: [slack(team.slack)],
  pagerdutyConfigs: team.pagerdutyKeyFile === undefined ? [] : [pagerduty(team.pagerdutyKeyFile)],
});

const warning = (team: Team): Receiver => ({
  emailConfigs: [email(team.email)],
  slackConfigs: [slack(team.slack)],
});

const shared = {
  info: { slackConfigs: [slack(everybody)] },
  escalation: {
    emailConfigs: [email(secondLevel.email)],
    pagerdutyConfigs: [pagerduty(secondLevel.pagerdutyKeyFile)],
  },
  // By mail as well, in case Slack is what broke.
  unrouted: { slackConfigs: [slack(everybody)], emailConfigs: [email(teams.monitoring.email)] },
  "dead-mans-switch": { webhookConfigs: [{ urlFile: "watchdog_url", sendResolved: false }] },
} satisfies Record<string, Receiver>;

export const receivers: Readonly<Record<string, Receiver>> = {
  ...perTeam("critical", (Object.keys(domains) as DomainName[]).flatMap(criticalTeams), critical),
  ...perTeam("warning", Object.values(warningTeams), warning),
  ...shared,
};

/** Receivers such as `platform-critical`, one for each team. */
function perTeam(severity: "critical" | "warning", names: readonly TeamName[], receiver: (team: Team) => Receiver) {
  return Object.fromEntries(names.map((name) => [`${name}-${severity}`, receiver(teams[name])]));
}
