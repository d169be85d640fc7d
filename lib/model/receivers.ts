import type { Duration } from "./duration.ts";

// What Alertmanager 0.34 can notify, with its field names in camelCase. Fields that end in `File` name a file in
// Alertmanager's secrets folder: no secret stands in a definition or in what is emitted.
// Source: https://prometheus.io/docs/alerting/latest/configuration/

/** Who is notified, and over which channels. */
export interface Receiver {
  /** Labels of the receiver itself, by which Alertmanager's API filters. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly discordConfigs?: readonly DiscordConfig[];
  readonly emailConfigs?: readonly EmailConfig[];
  readonly incidentioConfigs?: readonly IncidentioConfig[];
  readonly jiraConfigs?: readonly JiraConfig[];
  readonly mattermostConfigs?: readonly MattermostConfig[];
  readonly msteamsConfigs?: readonly MsteamsConfig[];
  readonly msteamsv2Configs?: readonly Msteamsv2Config[];
  readonly opsgenieConfigs?: readonly OpsgenieConfig[];
  readonly pagerdutyConfigs?: readonly PagerdutyConfig[];
  readonly pushoverConfigs?: readonly PushoverConfig[];
  readonly rocketchatConfigs?: readonly RocketchatConfig[];
  readonly slackConfigs?: readonly SlackConfig[];
  readonly snsConfigs?: readonly SnsConfig[];
  readonly telegramConfigs?: readonly TelegramConfig[];
  readonly victoropsConfigs?: readonly VictoropsConfig[];
  readonly webexConfigs?: readonly WebexConfig[];
  readonly webhookConfigs?: readonly WebhookConfig[];
  readonly wechatConfigs?: readonly WechatConfig[];
  /**
   * Receivers of a type that has no field here, exactly as Alertmanager's YAML has them:
   * `{ zulip_configs: [{ api_key_file: "/etc/alertmanager/secrets/zulip" }] }`. Nothing of it is checked.
   */
  readonly raw?: Readonly<Record<string, readonly object[]>>;
}

/** A channel that has its own field in `Receiver`. */
export type KnownChannel = {
  [K in keyof Receiver]-?: K extends `${infer C}Configs` ? C : never;
}[keyof Receiver];

/** A type of receiver, such as `email`; one that only `raw` has is any other word. A `webhook` notifies a program. */
export type Channel = KnownChannel | (string & {});

/** What every type of receiver has. */
interface Notifier {
  readonly sendResolved?: boolean;
}

interface HttpNotifier extends Notifier {
  readonly httpConfig?: HttpConfig;
}

/** How Alertmanager sends a request. */
export interface HttpConfig {
  readonly authorization?: { readonly type?: string; readonly credentialsFile: string };
  readonly basicAuth?: { readonly username: string; readonly passwordFile: string };
  readonly oauth2?: {
    readonly clientId: string;
    readonly clientSecretFile: string;
    readonly tokenUrl: string;
    readonly scopes?: readonly string[];
  };
  readonly tlsConfig?: TlsConfig;
  readonly proxyUrl?: string;
  readonly noProxy?: string;
  readonly proxyFromEnvironment?: boolean;
  readonly followRedirects?: boolean;
  readonly enableHttp2?: boolean;
}

export interface TlsConfig {
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly serverName?: string;
  readonly insecureSkipVerify?: boolean;
  readonly minVersion?: "TLS10" | "TLS11" | "TLS12" | "TLS13";
}

export interface DiscordConfig extends HttpNotifier {
  readonly webhookUrlFile: string;
  readonly title?: string;
  readonly message?: string;
  readonly content?: string;
  readonly username?: string;
  readonly avatarUrl?: string;
}

/** The server is that of `Global`, unless `smarthost` names another. */
export interface EmailConfig extends Notifier {
  readonly to: string;
  readonly from?: string;
  readonly hello?: string;
  readonly smarthost?: string;
  readonly authUsername?: string;
  readonly authPasswordFile?: string;
  readonly authSecretFile?: string;
  readonly authIdentity?: string;
  readonly requireTls?: boolean;
  readonly forceImplicitTls?: boolean;
  readonly tlsConfig?: TlsConfig;
  readonly headers?: Readonly<Record<string, string>>;
  readonly html?: string;
  readonly text?: string;
  readonly threading?: { readonly enabled: boolean; readonly threadByDate: "none" | "daily" };
}

export interface IncidentioConfig extends HttpNotifier {
  readonly urlFile: string;
  readonly alertSourceTokenFile: string;
  /** At most so many alerts in one message; 0 is no limit. */
  readonly maxAlerts?: number;
  readonly timeout?: Duration;
}

/** Jira's login is `basicAuth` or `authorization` of `httpConfig`. */
export interface JiraConfig extends HttpNotifier {
  /** Defaults to `jiraApiUrl` of `Global`. */
  readonly apiUrl?: string;
  readonly apiType?: "auto" | "cloud" | "datacenter";
  readonly project: string;
  readonly issueType: string;
  readonly summary?: string | JiraField;
  readonly description?: string | JiraField;
  readonly labels?: readonly string[];
  readonly priority?: string;
  readonly reopenTransition?: string;
  readonly resolveTransition?: string;
  readonly wontFixResolution?: string;
  readonly reopenDuration?: Duration;
  /** Custom fields as Jira names them. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

export interface JiraField {
  readonly template: string;
  readonly enableUpdate?: boolean;
}

export interface MattermostConfig extends HttpNotifier {
  /** Defaults to `mattermostWebhookUrlFile` of `Global`. */
  readonly webhookUrlFile?: string;
  readonly channel?: string;
  readonly username?: string;
  readonly title?: string;
  readonly titleLink?: string;
  readonly pretext?: string;
  readonly text?: string;
  readonly fallback?: string;
  readonly color?: string;
  readonly authorName?: string;
  readonly authorLink?: string;
  readonly authorIcon?: string;
  readonly fields?: readonly MessageField[];
  readonly footer?: string;
  readonly footerIcon?: string;
  readonly thumbUrl?: string;
  readonly imageUrl?: string;
  readonly iconUrl?: string;
  readonly iconEmoji?: string;
  readonly type?: string;
  readonly props?: { readonly card?: string };
  readonly priority?: {
    readonly priority?: string;
    readonly requestedAck?: boolean;
    readonly persistentNotifications?: boolean;
  };
}

/** Microsoft Teams by its retired connectors; new channels take `msteamsv2Configs`. */
export interface MsteamsConfig extends Msteamsv2Config {
  readonly summary?: string;
}

/** Microsoft Teams by a workflow. */
export interface Msteamsv2Config extends HttpNotifier {
  readonly webhookUrlFile: string;
  readonly title?: string;
  readonly text?: string;
}

export interface OpsgenieConfig extends HttpNotifier {
  /** Defaults to `opsgenieApiKeyFile` of `Global`. */
  readonly apiKeyFile?: string;
  readonly apiUrl?: string;
  readonly message?: string;
  readonly description?: string;
  readonly source?: string;
  readonly details?: Readonly<Record<string, string>>;
  readonly entity?: string;
  readonly responders?: readonly OpsgenieResponder[];
  readonly actions?: string;
  /** Separated by commas. */
  readonly tags?: string;
  readonly note?: string;
  readonly priority?: string;
  readonly updateAlerts?: boolean;
}

/** One of `id`, `name` and `username`. */
export interface OpsgenieResponder {
  readonly id?: string;
  readonly name?: string;
  readonly username?: string;
  readonly type: "team" | "teams" | "user" | "escalation" | "schedule";
}

export interface PagerdutyConfig extends HttpNotifier {
  readonly routingKeyFile: string;
  /** Where events are sent. Defaults to `pagerdutyUrl` of `Global`. */
  readonly url?: string;
  readonly description?: string;
  readonly severity?: string;
  readonly source?: string;
  readonly class?: string;
  readonly component?: string;
  readonly group?: string;
  readonly client?: string;
  readonly clientUrl?: string;
  readonly details?: Readonly<Record<string, string>>;
  readonly images?: readonly { readonly src: string; readonly alt?: string; readonly href?: string }[];
  readonly links?: readonly { readonly href: string; readonly text: string }[];
  readonly timeout?: Duration;
}

export interface PushoverConfig extends HttpNotifier {
  readonly userKeyFile: string;
  readonly tokenFile: string;
  readonly title?: string;
  readonly message?: string;
  readonly url?: string;
  readonly urlTitle?: string;
  readonly device?: string;
  readonly sound?: string;
  readonly priority?: string;
  readonly retry?: Duration;
  readonly expire?: Duration;
  readonly ttl?: Duration;
  readonly html?: boolean;
  readonly monospace?: boolean;
}

export interface RocketchatConfig extends HttpNotifier {
  readonly channel: string;
  /** Token and its id default to those of `Global`. */
  readonly tokenFile?: string;
  readonly tokenIdFile?: string;
  readonly apiUrl?: string;
  readonly color?: string;
  readonly title?: string;
  readonly titleLink?: string;
  readonly text?: string;
  readonly fields?: readonly MessageField[];
  readonly shortFields?: boolean;
  readonly emoji?: string;
  readonly iconUrl?: string;
  readonly imageUrl?: string;
  readonly thumbUrl?: string;
  readonly linkNames?: boolean;
  readonly actions?: readonly { readonly type: "button"; readonly text: string; readonly url: string }[];
}

/**
 * A channel's name, a user, the id of a channel or user such as `C0123ABCD`, or a template that makes one.
 * @pattern ^([#@]|[{]{2}|[CDGU]0)
 */
export type SlackChannel = `#${string}` | `@${string}` | `${"C" | "D" | "G" | "U"}0${string}` | `{{${string}`;

/** The address is `slackApiUrlFile` of `Global`, unless the receiver has its own webhook or app. */
export interface SlackConfig extends HttpNotifier {
  readonly channel: SlackChannel;
  /** File with the address of an incoming webhook. */
  readonly apiUrlFile?: string;
  /** File with the token of a Slack app, instead of a webhook. */
  readonly appTokenFile?: string;
  readonly appUrl?: string;
  readonly username?: string;
  readonly title?: string;
  readonly titleLink?: string;
  readonly pretext?: string;
  readonly text?: string;
  readonly messageText?: string;
  readonly fallback?: string;
  readonly footer?: string;
  readonly color?: string;
  readonly fields?: readonly MessageField[];
  readonly shortFields?: boolean;
  readonly actions?: readonly SlackAction[];
  readonly mrkdwnIn?: readonly ("pretext" | "text" | "fields")[];
  readonly callbackId?: string;
  readonly iconEmoji?: string;
  readonly iconUrl?: string;
  readonly imageUrl?: string;
  readonly thumbUrl?: string;
  readonly linkNames?: boolean;
  /** Changes the first message of a group instead of sending another; needs a Slack app. */
  readonly updateMessage?: boolean;
  readonly timeout?: Duration;
}

export interface SlackAction {
  readonly type: "button";
  readonly text: string;
  readonly url: string;
  readonly style?: string;
}

export interface MessageField {
  readonly title: string;
  readonly value: string;
  readonly short?: boolean;
}

/** One of `topicArn`, `phoneNumber` and `targetArn`. Keys come from a role, a profile or AWS' default credentials. */
export interface SnsConfig extends HttpNotifier {
  readonly sigv4: { readonly region?: string; readonly profile?: string; readonly roleArn?: string };
  readonly apiUrl?: string;
  readonly topicArn?: string;
  readonly phoneNumber?: string;
  readonly targetArn?: string;
  readonly subject?: string;
  readonly message?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** One of `chatId` and `chatIdFile`. */
export interface TelegramConfig extends HttpNotifier {
  /** Defaults to `telegramBotTokenFile` of `Global`. */
  readonly botTokenFile?: string;
  readonly chatId?: number;
  readonly chatIdFile?: string;
  readonly messageThreadId?: number;
  readonly apiUrl?: string;
  readonly message?: string;
  readonly disableNotifications?: boolean;
  readonly parseMode?: "MarkdownV2" | "Markdown" | "HTML" | "";
}

/** VictorOps, now Splunk On-Call. */
export interface VictoropsConfig extends HttpNotifier {
  /** Not a secret here: the name of a route in VictorOps. */
  readonly routingKey: string;
  /** Defaults to `victoropsApiKeyFile` of `Global`. */
  readonly apiKeyFile?: string;
  readonly apiUrl?: string;
  readonly messageType?: string;
  readonly stateMessage?: string;
  readonly entityDisplayName?: string;
  readonly monitoringTool?: string;
  readonly customFields?: Readonly<Record<string, string>>;
}

export interface WebexConfig extends Notifier {
  readonly roomId: string;
  /** Holds the bot's token as `authorization`. */
  readonly httpConfig: HttpConfig & { readonly authorization: { readonly credentialsFile: string } };
  readonly apiUrl?: string;
  readonly message?: string;
}

export interface WebhookConfig extends HttpNotifier {
  readonly urlFile: string;
  /** At most so many alerts in one message; 0 is no limit. */
  readonly maxAlerts?: number;
  readonly timeout?: Duration;
  /** Replaces the body that Alertmanager sends; Go templates allowed in its strings. */
  readonly payload?: unknown;
}

export interface WechatConfig extends HttpNotifier {
  /** Defaults to `wechatApiSecretFile` of `Global`. */
  readonly apiSecretFile?: string;
  readonly corpId?: string;
  readonly apiUrl?: string;
  readonly agentId?: string;
  readonly toUser?: string;
  readonly toParty?: string;
  readonly toTag?: string;
  readonly message?: string;
  readonly messageType?: "text" | "markdown";
}
