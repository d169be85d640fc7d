// Who is told when nobody answers?
import { eq, type Route } from "bigdata-monitoring";
import { severities } from "./severities.ts";

/**
 * Takes every critical alert beside its team's route, but waits out the response time: an alert that resolves or
 * is silenced (which is how somebody says "I am on it") before then is never escalated.
 * Only the first notification of a group waits, so that each alert must be its own group.
 */
export const escalation: Route = {
  title: "Critical and still firing when its response time is up",
  matchers: [eq("severity", "critical")],
  receiver: "escalation",
  groupBy: ["..."],
  groupWait: severities.critical.respondWithin,
  groupInterval: "5m",
  repeatInterval: "4h",
  continue: true,
};

/** Sent every minute for as long as the whole path works; the service behind it calls somebody when it falls silent. */
export const deadMansSwitch: Route = {
  title: "Proof of life, for a service outside that tells when it stops",
  matchers: [eq("alertname", "Watchdog")],
  receiver: "dead-mans-switch",
  groupWait: "0s",
  groupInterval: "1m",
  // Shorter than groupInterval, or every other notification would be held back as a repetition.
  repeatInterval: "50s",
};
