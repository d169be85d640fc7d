import { defineRunbooks } from "bigdata-monitoring";
import type business from "./business.ts";

export default defineRunbooks<typeof business>({
  TransactionsStopped: {
    check: [
      "Make a test purchase. Which step fails, and with which message?",
      'Panel "Checkout funnel, 24 h" of board business: do customers still arrive at the first step?',
      '`{service="transactions", level="error"}` in Loki, last 15 minutes.',
    ],
    found: {
      "customers do not arrive": [
        "The shop or its address cannot be reached: check DNS, certificate and load balancer.",
      ],
      "the payment step fails": [
        "Read the provider's status page, and switch to the other provider if there is one.",
        "Look for a release in the last hour, and roll it back.",
      ],
      "the service waits for a database or Kafka": ["See the alerts of MySQL, Redis and Kafka."],
    },
    undo: "Switch back to the first payment provider once it works.",
    verify: "`platform:transactions:rate5m` is as high as its baseline.",
    call: { platform: "if the network or a database is the cause", fraud: "if every payment is blocked" },
  },
});
