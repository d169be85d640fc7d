// Who is notified when nobody answers?
import { eq, type Route } from "bigdata-monitoring";
import { severities } from "./severities.ts";

/**
 * Takes every critical alert in addition to its team's route, but only after the response time: an alert that resolves
 * or is silenced before then (a silence serves as an acknowledgement) is not escalated. One message is sent for one
 * problem, however many instances have it, and not repeated while Alertmanager remembers it.
 *
 * Where a PagerDuty key is set, PagerDuty escalates what nobody acknowledges, and the deployment removes this route.
 */
export const escalation: Route = {
  title: "Critical and still firing when its response time is up",
  matchers: [eq("severity", "critical")],
  receiver: "escalation",
  groupBy: ["alertname", "domain", "cluster"],
  groupWait: severities.critical.respondWithin,
  groupInterval: "5m",
  // As long as Alertmanager keeps its log of notifications.
  repeatInterval: "5d",
  continue: true,
};

/** Sent every minute while the whole path works; the external service notifies somebody when it stops. */
export const deadMansSwitch: Route = {
  title: "Proof of life, for a service outside that notifies when it stops",
  matchers: [eq("alertname", "Watchdog")],
  receiver: "dead-mans-switch",
  groupWait: "0s",
  groupInterval: "1m",
  // Shorter than groupInterval: otherwise Alertmanager suppresses every second notification as a repetition.
  repeatInterval: "50s",
};
