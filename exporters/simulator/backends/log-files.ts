import { appendFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Moment } from "../world/moment.ts";
import type { Writer } from "./writer.ts";

interface Line {
  readonly level: "info" | "warn" | "error";
  readonly message: string;
}

/** Most lines of a service and moment. */
const maxLines = 20;

/** Writes JSON lines, a folder a service, where the log pipeline of applications reads them. @param folder such as `/var/log/bigdata` */
export async function logFiles(folder: string): Promise<Writer> {
  for (const service of ["transactions", "etl"]) await mkdir(join(folder, service), { recursive: true });
  return {
    async write(moment) {
      for (const [service, lines] of Object.entries(linesOf(moment)))
        await appendFile(join(folder, service, `${service}.log`), lines.map((line) => written(line, moment)).join(""));
    },
    close: async () => {},
  };
}

function linesOf({ flows, levers, elapsed }: Moment): Record<string, Line[]> {
  const some = (perSecond: number, line: Line): Line[] =>
    Array.from({ length: Math.min(maxLines, Math.round(perSecond * elapsed)) }, () => line);
  const { schemaBroken, loadStalled } = levers;
  return {
    transactions: [
      ...some(flows.approved / 4, { level: "info", message: "transaction approved" }),
      ...some(flows.blocked * 3, { level: "warn", message: "transaction blocked by fraud detection" }),
      ...some(flows.failed * 10, { level: "error", message: "transaction failed: payment gateway timed out" }),
    ],
    etl: [
      ...some(0.5, { level: "info", message: "micro-batch loaded" }),
      ...some(flows.transactions * schemaBroken, { level: "error", message: 'payments: unknown field "account_iban"' }),
      ...some(loadStalled * 0.2, { level: "error", message: "orders: sink does not accept the batch, trying again" }),
    ],
  };
}

function written({ level, message }: Line, { time }: Moment): string {
  const trace_id = Array.from({ length: 16 }, () => Math.floor(Math.random() * 16).toString(16)).join("");
  return `${JSON.stringify({ time: new Date(time * 1000).toISOString(), level, message, trace_id })}\n`;
}
