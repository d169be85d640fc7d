// What fires, and is the platform healthy? If not, where is the problem?
import { defineDashboard } from "bigdata-monitoring";
import { alertHistory, alertSummary } from "./platform-overview/alert-summary.ts";
import { endpoints } from "./platform-overview/endpoints.ts";
import { keyPerformanceIndicators } from "./platform-overview/key-performance-indicators.ts";
import { monitoringStack } from "./platform-overview/monitoring-stack.ts";
import { serviceStatusMatrix } from "./platform-overview/service-status-matrix.ts";
import { systemHealth } from "./platform-overview/system-health.ts";

export default defineDashboard({
  title: "Platform Overview",
  question: "Is the platform healthy? If not, where is the problem?",
  tags: ["overview"],
  rows: [
    alertSummary,
    systemHealth,
    keyPerformanceIndicators,
    serviceStatusMatrix,
    alertHistory,
    endpoints,
    monitoringStack,
  ],
});
