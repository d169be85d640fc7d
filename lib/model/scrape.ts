import { type Duration, durationSeconds } from "./duration.ts";
import type { Scrape } from "./facts.ts";

/** Default timeout of a scrape in seconds, where the interval is not shorter. */
const defaultTimeoutSeconds = 10;

/** The timeout of a service's scrapes. */
export const scrapeTimeout = ({ interval, timeout }: Scrape): Duration =>
  timeout ?? `${Math.min(defaultTimeoutSeconds, durationSeconds(interval))}s`;
