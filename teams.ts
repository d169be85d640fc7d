import type { Team } from "bigdata-monitoring";

/** Every team that is notified, and where. */
export const teams = {
  platform: {
    title: "Platform",
    slack: "#platform-alerts",
    email: "platform@bigdata.example",
    pagerdutyKeyFile: "pagerduty_platform",
  },
  "data-engineering": {
    title: "Data Engineering",
    slack: "#data-engineering-alerts",
    email: "data-engineering@bigdata.example",
    pagerdutyKeyFile: "pagerduty_data_engineering",
  },
  security: {
    title: "Security",
    slack: "#security-alerts",
    email: "security@bigdata.example",
    pagerdutyKeyFile: "pagerduty_security",
  },
  fraud: {
    title: "Fraud",
    slack: "#fraud-alerts",
    email: "fraud@bigdata.example",
    pagerdutyKeyFile: "pagerduty_fraud",
  },
  "ml-engineering": {
    title: "ML Engineering",
    slack: "#ml-alerts",
    email: "ml-engineering@bigdata.example",
    pagerdutyKeyFile: "pagerduty_ml_engineering",
  },
  monitoring: {
    title: "Monitoring",
    slack: "#monitoring-alerts",
    email: "monitoring@bigdata.example",
    pagerdutyKeyFile: "pagerduty_monitoring",
  },
  data: { title: "Data", slack: "#data-alerts", email: "data@bigdata.example", pagerdutyKeyFile: "pagerduty_data" },
  business: {
    title: "Business",
    slack: "#business-alerts",
    email: "business@bigdata.example",
    pagerdutyKeyFile: "pagerduty_business",
  },
} as const satisfies Record<string, Team>;

/** Parts of the platform that alerts are about, each with the team that owns it. */
export const domains = {
  "fraud-detection": "fraud",
  etl: "data-engineering",
  infrastructure: "platform",
  "ml-models": "ml-engineering",
  kafka: "data-engineering",
  databases: "platform",
  endpoints: "platform",
  "data-quality": "data",
  business: "business",
  security: "security",
  monitoring: "monitoring",
} as const satisfies Record<string, keyof typeof teams>;

/** What kind of problem an alert announces. */
export const concerns = ["performance", "resources", "data-quality"] as const;

declare module "bigdata-monitoring/register" {
  interface Register {
    team: keyof typeof teams;
    domain: keyof typeof domains;
    concern: (typeof concerns)[number];
    streamLabel: "source" | "service" | "container" | "level" | "unit" | "host";
  }
}
