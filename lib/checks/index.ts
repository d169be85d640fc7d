import { alertDashboard } from "./alert-dashboard.ts";
import type { Check } from "./check.ts";

/** Every check, in the order in which problems are told. */
export const checks: readonly Check[] = [alertDashboard];
