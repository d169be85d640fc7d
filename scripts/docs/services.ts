import type { Service } from "../../lib/model/model.ts";
import { type DocWriter, markdownTable } from "./docs.ts";

/** The README's table of services. */
export const docServices: DocWriter = ({ stack }) => [
  { path: "README.md", part: "services", text: markdownTable(header, Object.entries(stack).map(serviceRow)) },
];

const header = ["Service", "Job", "Port", "Scraped every", "Health", "Team", "Purpose"];

const serviceRow = ([name, { title, port, scrape, health, team, purpose }]: [string, Service]): string[] => [
  title,
  `\`${name}\``,
  String(port),
  scrape?.interval ?? "—",
  health ? `\`${health}\`` : "—",
  team,
  purpose,
];
