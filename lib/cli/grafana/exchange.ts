import type { Dispatcher } from "undici";

/** Where a Grafana (or a ruler, which speaks as it does) is, and who we are there. */
export interface GrafanaAccess {
  /** Such as `https://grafana.example.org`, without a slash at its end. */
  readonly server: string;
  /** Value of the `Authorization` header. Never printed. */
  readonly authorization?: string;
  /** The variables that it comes from, for messages. Defaults to Grafana's. */
  readonly credentials?: string;
  /** Sent along, such as a ruler's tenant. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly orgId?: string;
  /** How TLS is done, where not as usual. */
  readonly dispatcher?: Dispatcher;
  readonly timeouts?: Timeouts;
}

/** How long to wait for what. */
export interface Timeouts {
  readonly attempts: number;
  /** Before the second attempt; it doubles with each further one. */
  readonly firstPauseMilliseconds: number;
  readonly timeoutMilliseconds: number;
}

export interface Answer {
  readonly status: number;
  /** Where a redirect leads. */
  readonly location?: string;
  readonly body: unknown;
}

/** What came of one request; `failure` where there was no answer. */
export type Attempt = (Answer | { readonly failure: string }) & { readonly pause?: number };
