import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MessageTemplates, RenderedMessage } from "../../lib/alerting/messages.ts";
import type { NotificationData } from "../../lib/alerting/routing.ts";
import { run } from "../../lib/cli/programs/programs.ts";
import { tool } from "../../lib/cli/programs/tools.ts";

/** Separates the texts that one call of amtool renders. */
const separator = "\u001e";

/**
 * Renders messages by amtool, which has Alertmanager's own template engine.
 * @param glob the emitted templates, such as `dist/alertmanager/templates/*.tmpl`
 * @throws Error with amtool's message about a template
 */
export async function renderByAmtool(
  messages: readonly MessageTemplates[],
  data: NotificationData,
  glob: string,
): Promise<RenderedMessage[]> {
  const folder = await mkdtemp(join(tmpdir(), "message-"));
  try {
    const file = join(folder, "data.json");
    await writeFile(file, JSON.stringify(data));
    const [texts, mails] = await Promise.all([
      amtool(
        glob,
        file,
        "text",
        messages.flatMap((message) => Object.values(message.texts)),
      ),
      amtool(
        glob,
        file,
        "html",
        messages.flatMap(({ html = [] }) => html),
      ),
    ]);
    return messages.map(({ texts: parts, html }) => ({
      ...Object.fromEntries(Object.keys(parts).map((name) => [name, texts.shift() ?? ""])),
      ...(html !== undefined && { html: mails.shift() ?? "" }),
    }));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function amtool(
  glob: string,
  data: string,
  type: "text" | "html",
  templates: readonly string[],
): Promise<string[]> {
  if (templates.length === 0) return [];
  const { stdout } = await run(
    await tool("amtool"),
    "template",
    "render",
    `--template.glob=${glob}`,
    `--template.data=${data}`,
    `--template.type=${type}`,
    `--template.text=${templates.join(separator)}`,
  );
  return stdout.split(separator).map((text) => text.trimEnd());
}
