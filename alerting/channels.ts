// What does a message look like on each channel? The texts are in templates/.
import type { EmailConfig, PagerdutyConfig, SlackConfig } from "bigdata-monitoring";

const template = (name: string): string => `{{ template "${name}" . }}`;

export const email = (to: string): EmailConfig => ({
  to,
  sendResolved: true,
  headers: { Subject: template("alert.headline") },
  html: template("email.html"),
  text: template("email.text"),
});

export const slack = (channel: SlackConfig["channel"]): SlackConfig => ({
  channel,
  sendResolved: true,
  title: template("slack.title"),
  titleLink: template("link.dashboard"),
  text: template("slack.text"),
  fallback: template("alert.headline"),
  color: template("slack.color"),
  mrkdwnIn: ["text"],
  fields: [
    { title: "Respond within", value: template("alert.respondWithin"), short: true },
    { title: "Team", value: template("alert.team"), short: true },
  ],
  actions: [
    { type: "button", text: "Dashboard", url: template("link.dashboard") },
    { type: "button", text: "Runbook", url: template("link.runbook") },
    { type: "button", text: "Logs", url: template("link.logs") },
    { type: "button", text: "Query", url: template("link.source") },
    { type: "button", text: "Silence", url: template("link.silence") },
  ],
});

export const pagerduty = (routingKeyFile: string): PagerdutyConfig => ({
  routingKeyFile,
  sendResolved: true,
  description: template("pagerduty.description"),
  severity: template("pagerduty.severity"),
  class: "{{ .CommonLabels.alertname }}",
  component: template("pagerduty.component"),
  group: "{{ .CommonLabels.domain }}",
  client: "Alertmanager",
  clientUrl: template("link.dashboard"),
  details: {
    firing: template("pagerduty.firing"),
    // Alertmanager would add every resolved alert in full.
    resolved: "{{ len .Alerts.Resolved }}",
    action: template("alert.action"),
    respond_within: template("alert.respondWithin"),
    team: template("alert.team"),
  },
  links: [
    { href: template("link.dashboard"), text: "Dashboard" },
    { href: template("link.runbook"), text: "Runbook" },
    { href: template("link.logs"), text: "Logs" },
    { href: template("link.source"), text: "Query in Prometheus" },
    { href: template("link.silence"), text: "Silence in Alertmanager" },
  ],
});
