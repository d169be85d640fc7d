import type { Check } from "../check.ts";
import { alertChannels } from "./alert-channels.ts";
import { alertUnrouted } from "./alert-unrouted.ts";
import { alertValueUnit } from "./alert-value-unit.ts";
import { inhibitEqual } from "./inhibit-equal.ts";
import { inhibitGraver } from "./inhibit-graver.ts";
import { inhibitOverlap } from "./inhibit-overlap.ts";
import { inhibitSides } from "./inhibit-sides.ts";
import { matcherAlert } from "./matcher-alert.ts";
import { receiverSecret } from "./receiver-secret.ts";
import { receiverUnused } from "./receiver-unused.ts";
import { routeGroupBy } from "./route-group-by.ts";
import { routeReceiver } from "./route-receiver.ts";
import { routeRepeat } from "./route-repeat.ts";
import { routeUnreachable } from "./route-unreachable.ts";

/** What is proven of routing: whoever should be told is told, once, in time. */
export const alertingChecks: readonly Check[] = [
  alertChannels,
  alertUnrouted,
  alertValueUnit,
  inhibitEqual,
  inhibitGraver,
  inhibitOverlap,
  inhibitSides,
  matcherAlert,
  receiverSecret,
  receiverUnused,
  routeGroupBy,
  routeReceiver,
  routeRepeat,
  routeUnreachable,
];
