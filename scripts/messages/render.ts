import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RenderedMessage } from "../../lib/alerting/faults.ts";
import type { MessageTemplates } from "../../lib/alerting/messages.ts";
import type { NotificationData } from "../../lib/alerting/notification.ts";
import { run } from "../servers/run.ts";
import { tool } from "../servers/tools.ts";

/** Stands between two parts of a message, which amtool renders in one go. */
const separator = "\u001e";

/**
 * Renders a message as Alertmanager would: amtool runs the same templates with the same functions.
 * @param glob the emitted templates, such as `dist/alertmanager/templates/*.tmpl`
 * @throws Error with amtool's complaint about a template
 */
export async function renderMessage(
  { texts, html }: MessageTemplates,
  data: NotificationData,
  glob: string,
): Promise<RenderedMessage> {
  const folder = await mkdtemp(join(tmpdir(), "message-"));
  try {
    const file = join(folder, "data.json");
    await writeFile(file, JSON.stringify(data));
    const rendered = await amtool(glob, file, "text", Object.values(texts).join(separator));
    const parts = rendered.split(separator);
    const message = Object.fromEntries(Object.keys(texts).map((name, i) => [name, parts[i] ?? ""]));
    return html === undefined ? message : { ...message, html: await amtool(glob, file, "html", html) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function amtool(glob: string, data: string, type: "text" | "html", text: string): Promise<string> {
  const { stdout } = await run(
    await tool("amtool"),
    "template",
    "render",
    `--template.glob=${glob}`,
    `--template.data=${data}`,
    `--template.type=${type}`,
    `--template.text=${text}`,
  );
  return stdout.trimEnd();
}
