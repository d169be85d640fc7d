import type { Check } from "../check.ts";
import { composeHealth } from "./compose-health.ts";
import { composeImage } from "./compose-image.ts";
import { composeRetention } from "./compose-retention.ts";
import { composeSecret } from "./compose-secret.ts";
import { composeService } from "./compose-service.ts";

/** What is proven of the compose file: it runs what is defined, under the same names. */
export const composeChecks: readonly Check[] = [
  composeHealth,
  composeImage,
  composeRetention,
  composeSecret,
  composeService,
];
