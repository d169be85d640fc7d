import { loadModel } from "./lib/cli/load.ts";
import { testAlertFor } from "./lib/alerting/test-alert.ts";
