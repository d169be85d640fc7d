import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./grafana.ts";

const grafana = job("grafana");
const server = `${grafana},instance="grafana:3000"`;

export default defineExamples<typeof rules>({
  GrafanaRequestsFail: {
    fires: [{ series: requests("/api/ds/query", { "200": "0+90x30", "500": "0+10x30" }), at: "17m" }],
    quiet: [
      { name: "few", series: requests("/api/ds/query", { "200": "0+96x30", "500": "0+4x30" }), at: "25m" },
      { name: "hardly used", series: requests("/api/ds/query", { "200": "0+2x30", "500": "0+2x30" }), at: "25m" },
    ],
  },

  GrafanaDatasourceFails: {
    fires: [
      {
        series: queries({ "200": "0+89x30", "502": "0+6x30", "504": "0+5x30" }),
        at: "17m",
        labels: { datasource: "Prometheus" },
      },
      {
        name: "seven queries in 2 minutes",
        series: queries({ "200": "0+5x30", "502": "0+2x30" }),
        step: "2m",
        at: "17m",
      },
    ],
    quiet: [
      { name: "few", series: queries({ "200": "0+90x30", "502": "0+10x30" }), at: "25m" },
      { name: "a query that is wrong", series: queries({ "200": "0+80x30", "400": "0+20x30" }), at: "25m" },
      {
        name: "five queries in 2 minutes",
        series: queries({ "200": "0+3x30", "502": "0+2x30" }),
        step: "2m",
        at: "25m",
      },
    ],
  },

  GrafanaRefusesLogins: {
    fires: [
      {
        name: "by password and by token",
        series: { ...requests("/login", { "401": "0+20x20" }), ...requests("/login/:name", { "401": "0+20x20" }) },
        at: "10m",
      },
    ],
    quiet: [
      { name: "other requests", series: requests("/api/ds/query", { "401": "0+90x20" }), at: "15m" },
      { name: "a few mistakes", series: requests("/login", { "401": "0+20x20" }), at: "15m" },
      { name: "logins that work", series: requests("/login", { "200": "0+90x20" }), at: "15m" },
    ],
  },
});

/** @param statuses requests by their status code */
function requests(handler: string, statuses: Readonly<Record<string, string>>) {
  const series = Object.entries(statuses).map(([status, samples]) => [
    `grafana_http_request_duration_seconds_count{${server},handler="${handler}",method="POST",status_code="${status}"}`,
    samples,
  ]);
  return Object.fromEntries(series) as Record<string, string>;
}

/** @param codes queries to Prometheus by status code */
function queries(codes: Readonly<Record<string, string>>) {
  const series = Object.entries(codes).map(([code, samples]) => [
    `grafana_datasource_request_total{${server},datasource="Prometheus",method="GET",code="${code}"}`,
    samples,
  ]);
  return Object.fromEntries(series) as Record<string, string>;
}
