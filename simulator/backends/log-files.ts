import { appendFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { linesOf } from "../logs/lines.ts";
import type { Writer } from "./writer.ts";

/** Writes the applications' lines, a folder a service, where their log pipeline reads them. @param folder such as `/var/log/bigdata` */
export async function logFiles(folder: string): Promise<Writer> {
  await mkdir(folder, { recursive: true });
  return {
    async write(tick) {
      for (const { labels, text } of linesOf(tick))
        if (labels.source === "application" && labels.service) await append(folder, labels.service, text);
    },
    close: async () => {},
  };
}

async function append(folder: string, service: string, text: string): Promise<void> {
  await mkdir(join(folder, service), { recursive: true });
  await appendFile(join(folder, service, `${service}.log`), `${text}\n`);
}
