// What does Alertmanager do with an alert?
import { defineAlerting } from "bigdata-monitoring";
import { global, secretsFolder } from "./global.ts";
import { inhibitRules } from "./inhibitions.ts";
import { receivers } from "./receivers.ts";
import { route } from "./routes.ts";
import { severities } from "./severities.ts";
import { templates } from "./templates/index.ts";

export default defineAlerting({ secretsFolder, global, receivers, route, inhibitRules, templates, severities });
