// Which texts do notifications have?
import { common } from "./common.ts";
import { email } from "./email.ts";
import { pagerduty } from "./pagerduty.ts";
import { slack } from "./slack.ts";

export const templates = { common, email, pagerduty, slack };
