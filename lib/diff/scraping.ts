import { about, type Change, type Detail } from "./change.ts";
import { fieldDetails, sameDuration } from "./fields.ts";
import { pairUp } from "./pairs.ts";
import type { ScrapeJob } from "./snapshot.ts";

type Jobs = Readonly<Record<string, ScrapeJob>>;

/** What changed in what Prometheus scrapes and, through the Blackbox exporter, probes. */
export function scrapingChanges(before: Jobs, after: Jobs): Change[] {
  const { both, removed, added } = pairUp(Object.keys(before).sort(), Object.keys(after).sort(), (name) => name);
  const targets = (job: ScrapeJob | undefined) => Object.keys(job?.targets ?? {}).join(", ");
  const subject = (name: string) => `job ${name}`;
  return [
    ...removed.flatMap((name) =>
      about("scraping", subject(name), [
        { kind: "removed", sentence: `is gone: nobody scrapes ${targets(before[name])}` },
      ]),
    ),
    ...added.flatMap((name) =>
      about("scraping", subject(name), [
        { kind: "added", sentence: `is new: scrapes ${targets(after[name])} every ${after[name]?.interval}` },
      ]),
    ),
    ...both.flatMap(({ after: name }) => {
      const [old, now] = [before[name], after[name]];
      return old && now ? about("scraping", subject(name), jobDetails(old, now)) : [];
    }),
  ];
}

const jobDetails = (before: ScrapeJob, after: ScrapeJob): Detail[] => [
  ...waits("every", before.interval, after.interval),
  ...waits("with a timeout of", before.timeout, after.timeout),
  ...(before.path === after.path ? [] : [{ sentence: `scrapes ${after.path} instead of ${before.path}` }]),
  ...targetDetails(before.targets, after.targets),
  ...fieldDetails(before.settings, after.settings),
];

const waits = (what: string, before: string, after: string): Detail[] =>
  sameDuration(before, after) ? [] : [{ sentence: `scrapes ${what} ${after} instead of ${before}` }];

function targetDetails(before: ScrapeJob["targets"], after: ScrapeJob["targets"]): Detail[] {
  const { both, removed, added } = pairUp(Object.keys(before), Object.keys(after), (address) => address);
  return [
    ...removed.map((address): Detail => ({ kind: "removed", sentence: `no longer has the target ${address}` })),
    ...added.map((address): Detail => ({ kind: "added", sentence: `has a new target ${address}` })),
    ...both.flatMap(({ after: address }) =>
      fieldDetails(before[address] ?? {}, after[address] ?? {}, `target ${address} label`),
    ),
  ];
}
