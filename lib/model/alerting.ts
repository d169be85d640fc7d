import type { Duration } from "./duration.ts";
import type { Matcher } from "./matcher.ts";
import type { Name, Severity } from "./register.ts";

// Alertmanager's own words in camelCase; the emitter writes them in its snake_case.
// Source: https://prometheus.io/docs/alerting/latest/configuration/

export type ReceiverName = Name<"receiver">;

/** Everything that Alertmanager is told: who is notified of what, when, how, and in which words. */
export interface Alerting {
  /** Folder in which Alertmanager finds its secrets; every field that ends in `File` names a file there. */
  readonly secretsFolder: string;
  readonly global: Global;
  readonly receivers: Readonly<Record<string, Receiver>>;
  readonly route: RootRoute;
  readonly inhibitRules: readonly InhibitRule[];
  /** Go templates of the messages: file name without `.tmpl` to text. */
  readonly templates: Readonly<Record<string, string>>;
  /** What each severity promises. */
  readonly severities: Readonly<Record<Exclude<Severity, "none">, Response>>;
}

/** A way in which people are told; a `webhook` tells a program. */
export type Channel = "email" | "slack" | "pagerduty" | "webhook";

export interface Response {
  /** How soon somebody must act. */
  readonly respondWithin: Duration;
  /** Over which channels they are told. */
  readonly channels: readonly Channel[];
}

export interface Global {
  readonly smtpSmarthost: string;
  readonly smtpFrom: string;
  readonly smtpAuthUsername?: string;
  readonly smtpAuthPasswordFile?: string;
  readonly smtpRequireTls?: boolean;
  readonly slackApiUrlFile: string;
  /** Where PagerDuty's events are sent, if not to PagerDuty itself. */
  readonly pagerdutyUrl?: string;
}

/** Who is told, and over which channels. */
export interface Receiver {
  readonly emailConfigs?: readonly EmailConfig[];
  readonly slackConfigs?: readonly SlackConfig[];
  readonly pagerdutyConfigs?: readonly PagerdutyConfig[];
  readonly webhookConfigs?: readonly WebhookConfig[];
}

export interface EmailConfig {
  readonly to: string;
  readonly sendResolved?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly html?: string;
  readonly text?: string;
}

export interface SlackConfig {
  readonly channel: `#${string}`;
  readonly sendResolved?: boolean;
  readonly title?: string;
  readonly titleLink?: string;
  readonly text?: string;
  readonly fallback?: string;
  readonly color?: string;
  readonly fields?: readonly { readonly title: string; readonly value: string; readonly short?: boolean }[];
  readonly actions?: readonly { readonly type: "button"; readonly text: string; readonly url: string }[];
  readonly mrkdwnIn?: readonly ("pretext" | "text" | "fields")[];
}

export interface PagerdutyConfig {
  readonly routingKeyFile: string;
  readonly sendResolved?: boolean;
  readonly description?: string;
  readonly severity?: string;
  readonly class?: string;
  readonly component?: string;
  readonly group?: string;
  readonly client?: string;
  readonly clientUrl?: string;
  readonly details?: Readonly<Record<string, string>>;
  readonly links?: readonly { readonly href: string; readonly text: string }[];
}

export interface WebhookConfig {
  readonly urlFile: string;
  readonly sendResolved?: boolean;
}

/** A node of the routing tree; what it leaves out it takes from its parent. */
export interface Route {
  /** One line for people: what this branch is for. */
  readonly title?: string;
  readonly receiver?: ReceiverName;
  readonly matchers?: readonly Matcher[];
  /** Alerts that agree on these labels share a notification; `["..."]` gives each alert its own. */
  readonly groupBy?: readonly string[];
  /** How long the first notification waits for more alerts of the group. */
  readonly groupWait?: Duration;
  /** How long news of a group that was told already waits. */
  readonly groupInterval?: Duration;
  /** When a group that still fires is told again: looked at every `groupInterval` only. */
  readonly repeatInterval?: Duration;
  /** Whether siblings after this one are tried as well. */
  readonly continue?: boolean;
  readonly routes?: readonly Route[];
}

/** The root takes every alert, so it has no matchers, and nothing to inherit from. */
export interface RootRoute extends Route {
  readonly receiver: ReceiverName;
  readonly groupBy: readonly string[];
  readonly groupWait: Duration;
  readonly groupInterval: Duration;
  readonly repeatInterval: Duration;
  readonly matchers?: never;
  readonly continue?: never;
}

/** While a source alert fires, target alerts that agree with it on every `equal` label are not told. */
export interface InhibitRule {
  readonly name: string;
  readonly sourceMatchers: readonly Matcher[];
  readonly targetMatchers: readonly Matcher[];
  /** A label that both alerts lack counts as agreed. */
  readonly equal: readonly string[];
}
