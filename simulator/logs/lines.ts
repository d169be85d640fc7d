import type { Moment } from "../world/tick.ts";
import { applications } from "./applications.ts";
import { containers } from "./containers.ts";
import { journal } from "./journal.ts";
import type { Event, LogLine, Report } from "./line.ts";

/** Most lines of an event and moment: a flood need not be written out to be seen. */
const maxLines = 20;

/** What everybody has written since the last moment, the oldest first. The same seed and steps give the same lines. */
export const linesOf = (moment: Moment): LogLine[] =>
  [...applications(moment), ...containers(moment), ...journal(moment)]
    .flatMap((report) => report.events.flatMap((event, i) => occurrences(report, event, `${i}`, moment)))
    .sort((a, b) => a.time - b.time);

function occurrences({ labels, write }: Report, event: Event, index: string, { time, elapsed, chance }: Moment) {
  const { service = "", unit = "" } = labels;
  const key = `log ${service}${unit} ${index} ${time}`;
  // What is rarer than a moment happens in as many of them as its rate has it.
  const count = Math.min(maxLines, Math.floor(event.perSecond * elapsed + chance.fixed(key)));
  return Array.from({ length: count }, (_, i): LogLine => {
    let drawn = 0;
    const draw = (below: number) => Math.floor(chance.fixed(`${key} ${i} ${drawn++}`) * below);
    const at = Math.round((time - elapsed) * 1000) + draw(Math.max(1, Math.round(elapsed * 1000)));
    const { level } = event;
    return { time: at, labels: { ...labels, level }, ...write({ time: at, level, message: event.says(draw), draw }) };
  });
}
