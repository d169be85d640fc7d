import { alertDashboard } from "./alert-dashboard.ts";
import type { Check } from "./check.ts";
import { datasourceService } from "./datasource-service.ts";

/** Every check, in the order in which problems are told. */
export const checks: readonly Check[] = [alertDashboard, datasourceService];
