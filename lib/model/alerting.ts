import type { Duration } from "./duration.ts";
import type { Channel, HttpConfig, Receiver, TlsConfig } from "./receivers.ts";
import type { Name, Severity } from "./register.ts";

/** One condition on an alert's labels. A label that the alert lacks counts as empty. */
export interface Matcher {
  readonly label: string;
  readonly op: "=" | "!=" | "=~" | "!~";
  /** For `=~` and `!~` a regular expression (RE2) that must match the whole value. */
  readonly value: string;
}

export type Labels = Readonly<Record<string, string>>;

export type * from "./receivers.ts";

// Alertmanager's own field names in camelCase; the emitter writes them in its snake_case.
// Source: https://prometheus.io/docs/alerting/latest/configuration/

export type ReceiverName = Name<"receiver">;

/** Alertmanager's configuration: who is notified of which alerts, when, over which channels, with which messages. */
export interface Alerting {
  /** Folder of Alertmanager's secrets; every field that ends in `File` names a file in it. */
  readonly secretsFolder: string;
  readonly global: Global;
  readonly receivers: Readonly<Record<string, Receiver>>;
  readonly route: RootRoute;
  readonly inhibitRules: readonly InhibitRule[];
  /** Times when routes are muted or active, by name. A time is in a named interval if it is in one of its parts. */
  readonly timeIntervals?: Readonly<Record<string, readonly TimeInterval[]>>;
  /** Go templates of the messages: file name without `.tmpl` to text. */
  readonly templates: Readonly<Record<string, string>>;
  /** Response time and channels of each severity. */
  readonly severities: Readonly<Record<Exclude<Severity, "none">, Response>>;
}

export interface Response {
  /** How soon somebody must act. */
  readonly respondWithin: Duration;
  /** Over which channels they are notified. */
  readonly channels: readonly Channel[];
}

/** Addresses and secrets that receivers have in common. */
export interface Global {
  /** How long an alert without an end stays firing after its last update. */
  readonly resolveTimeout?: Duration;
  readonly httpConfig?: HttpConfig;
  readonly jiraApiUrl?: string;
  readonly mattermostWebhookUrlFile?: string;
  readonly opsgenieApiKeyFile?: string;
  readonly opsgenieApiUrl?: string;
  /** Where events are sent, if not to PagerDuty itself. */
  readonly pagerdutyUrl?: string;
  readonly rocketchatApiUrl?: string;
  readonly rocketchatTokenFile?: string;
  readonly rocketchatTokenIdFile?: string;
  readonly slackApiUrlFile?: string;
  readonly slackAppTokenFile?: string;
  readonly slackAppUrl?: string;
  readonly smtpFrom?: string;
  readonly smtpHello?: string;
  /** `host:port`. */
  readonly smtpSmarthost?: string;
  readonly smtpAuthUsername?: string;
  readonly smtpAuthPasswordFile?: string;
  readonly smtpAuthSecretFile?: string;
  readonly smtpAuthIdentity?: string;
  readonly smtpRequireTls?: boolean;
  readonly smtpForceImplicitTls?: boolean;
  readonly smtpTlsConfig?: TlsConfig;
  readonly telegramApiUrl?: string;
  readonly telegramBotTokenFile?: string;
  readonly victoropsApiKeyFile?: string;
  readonly victoropsApiUrl?: string;
  readonly webexApiUrl?: string;
  readonly wechatApiCorpId?: string;
  readonly wechatApiSecretFile?: string;
  readonly wechatApiUrl?: string;
}

/** A node of the routing tree. It inherits from its parent what it leaves out. */
export interface Route {
  /** One line for people: what this route is for. */
  readonly title?: string;
  readonly receiver?: ReceiverName;
  readonly matchers?: readonly Matcher[];
  /** Alerts with equal values of these labels share a notification; `["..."]` sends one for each alert. */
  readonly groupBy?: readonly string[];
  /** How long the first notification waits for more alerts of the group. */
  readonly groupWait?: Duration;
  /** How long a change of a group waits after a notification of the group was sent. */
  readonly groupInterval?: Duration;
  /** When a notification of a group that still fires is repeated; Alertmanager checks it every `groupInterval`. */
  readonly repeatInterval?: Duration;
  /** Whether the siblings after this one are tried as well. */
  readonly continue?: boolean;
  /** For the messages, as `.RouteLabels`; routes below inherit them. Templates allowed. Needs Alertmanager 0.34. */
  readonly labels?: Readonly<Record<string, string>>;
  /** The route notifies nobody during these intervals. Routes below it do not inherit them. */
  readonly muteTimeIntervals?: readonly TimeIntervalName[];
  /** The route notifies during these intervals only. Routes below it do not inherit them. */
  readonly activeTimeIntervals?: readonly TimeIntervalName[];
  readonly routes?: readonly Route[];
}

/** The root matches every alert, so it has no matchers and is never muted; it inherits nothing, so it has every field. */
export interface RootRoute extends Route {
  readonly receiver: ReceiverName;
  readonly groupBy: readonly string[];
  readonly groupWait: Duration;
  readonly groupInterval: Duration;
  readonly repeatInterval: Duration;
  readonly matchers?: never;
  readonly continue?: never;
  readonly muteTimeIntervals?: never;
  readonly activeTimeIntervals?: never;
}

/** While a source alert fires, no notification is sent of target alerts with the same value of every `equal` label. */
export interface InhibitRule {
  readonly name: string;
  readonly sourceMatchers: readonly Matcher[];
  readonly targetMatchers: readonly Matcher[];
  /** A label that both alerts lack counts as equal. */
  readonly equal: readonly string[];
}

// Source: https://prometheus.io/docs/alerting/latest/configuration/#time_interval

export type TimeIntervalName = Name<"timeInterval">;

export type Weekday = "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday";
export type Month =
  | "january"
  | "february"
  | "march"
  | "april"
  | "may"
  | "june"
  | "july"
  | "august"
  | "september"
  | "october"
  | "november"
  | "december";

/** From `startTime` until just before `endTime`, on one day: over midnight, write two. */
export interface TimeRange {
  /**
   * `HH:MM`, from `00:00`.
   * @pattern ^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$
   */
  readonly startTime: string;
  /**
   * `HH:MM`, up to `24:00`.
   * @pattern ^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$
   */
  readonly endTime: string;
}

/** Times that satisfy every field. A field that is absent is satisfied at all times; ranges include both ends. */
export interface TimeInterval {
  readonly times?: readonly TimeRange[];
  /** Such as `monday:friday`. The week begins on Sunday, so `saturday:monday` does not exist. */
  readonly weekdays?: readonly (Weekday | `${Weekday}:${Weekday}`)[];
  /** Such as `1:7`; negative days count from the end of the month, `-1` is its last day. */
  readonly daysOfMonth?: readonly (`${number}` | `${number}:${number}`)[];
  readonly months?: readonly (Month | `${number}` | `${Month}:${Month}` | `${number}:${number}`)[];
  readonly years?: readonly (`${number}` | `${number}:${number}`)[];
  /** IANA name of a time zone, such as `Europe/Berlin`. Defaults to UTC. */
  readonly location?: string;
}
