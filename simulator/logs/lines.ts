import type { Tick } from "../world/tick.ts";
import { applications } from "./applications.ts";
import { containers } from "./containers.ts";
import { journal } from "./journal.ts";
import type { Event, LogLine, Report } from "./line.ts";

/** The name that the collectors give the one host. */
const host = "bigdata-1";

/** Most lines of an event and tick: a flood need not be written out to be seen. */
const maxLines = 20;

/** What everybody has written since the last tick, the oldest first. The same seed and steps give the same lines. */
export const linesOf = (tick: Tick): LogLine[] =>
  [...applications(tick), ...containers(tick), ...journal(tick)]
    .flatMap((report) => report.events.flatMap((event, i) => occurrences(report, event, `${i}`, tick)))
    .sort((a, b) => a.time - b.time);

function occurrences({ labels, write }: Report, event: Event, index: string, { time, elapsed, noise }: Tick) {
  const { service = "", unit = "" } = labels;
  const key = `log ${service}${unit} ${index} ${time}`;
  // What is rarer than a tick happens in as many of them as its rate has it.
  const count = Math.min(maxLines, Math.floor(event.perSecond * elapsed + noise.fixed(key)));
  return Array.from({ length: count }, (_, i): LogLine => {
    let drawn = 0;
    const draw = (below: number) => Math.floor(noise.fixed(`${key} ${i} ${drawn++}`) * below);
    const at = Math.round((time - elapsed) * 1000) + draw(Math.max(1, Math.round(elapsed * 1000)));
    const { level } = event;
    return {
      time: at,
      labels: { host, ...labels, level },
      ...write({ time: at, level, message: event.says(draw), draw }),
    };
  });
}
