import type { ClassifiedPage, Noise } from "./pages.ts";

/** What a range of history says about the pages of a set of rules. */
export interface PagesReport {
  /** Weeks with samples; less than the range where the history is shorter. */
  readonly weeks: number;
  readonly pages: readonly ClassifiedPage[];
  readonly perWeek: number;
  readonly teams: readonly Count[];
  readonly alerts: readonly AlertCount[];
  /** Alerts that read series of recording rules which this Prometheus does not record: they never fired here. */
  readonly notEvaluated: readonly string[];
}

interface Count {
  readonly name: string;
  readonly pages: number;
  readonly perWeek: number;
}

interface AlertCount extends Count {
  /** Pages that are noise, for whichever reason, and by reason. */
  readonly noise: number;
  readonly reasons: Readonly<Record<Noise, number>>;
  /** Whether most of its pages are noise. */
  readonly isNoise: boolean;
}

/** @param teamOf the team that an address of a paging channel rings */
export function reportOf(
  pages: readonly ClassifiedPage[],
  weeks: number,
  teamOf: (rings: string) => string,
  notEvaluated: readonly string[],
): PagesReport {
  const perWeek = (count: number): number => Math.round((count / weeks) * 100) / 100;
  const count = ([name, own]: readonly [string, readonly ClassifiedPage[]]): Count => ({
    name,
    pages: own.length,
    perWeek: perWeek(own.length),
  });
  const alerts = grouped(pages, ({ alert }) => alert).map((group) => {
    const [, own] = group;
    const noise = own.filter((page) => page.noise.length > 0).length;
    const by = (reason: Noise): number => own.filter((page) => page.noise.includes(reason)).length;
    const reasons = { short: by("short"), night: by("night"), repeated: by("repeated") };
    return { ...count(group), noise, reasons, isNoise: noise * 2 > own.length };
  });
  return {
    ...{ weeks, pages, perWeek: perWeek(pages.length), alerts, notEvaluated },
    teams: grouped(pages, ({ rings }) => teamOf(rings)).map(count),
  };
}

/** The most pages first. */
function grouped(pages: readonly ClassifiedPage[], by: (page: ClassifiedPage) => string): [string, ClassifiedPage[]][] {
  const groups = new Map<string, ClassifiedPage[]>();
  for (const page of pages) groups.set(by(page), [...(groups.get(by(page)) ?? []), page]);
  return [...groups].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
}

/** Rows of the two tables, with their headings. */
export const teamRows = ({ teams }: PagesReport): string[][] =>
  teams.map(({ name, pages, perWeek }) => [name, `${pages}`, `${perWeek}`]);

export const alertRows = ({ alerts }: PagesReport): string[][] =>
  alerts.map(({ name, pages, perWeek, reasons }) => [
    ...[name, `${pages}`, `${perWeek}`],
    ...[reasons.short, reasons.night, reasons.repeated].map((number) => (number === 0 ? "" : `${number}`)),
  ]);

/** What to do about each alert whose pages are mostly noise. */
export const noiseLines = ({ alerts }: PagesReport): string[] =>
  alerts
    .filter(({ isNoise }) => isNoise)
    .map(({ name, pages, noise, reasons: { short, night, repeated } }) => {
      const why = [
        short > 0 && `${short} over within minutes: give it a longer \`for\``,
        repeated > 0 && `${repeated} within a day of the one before: give it \`keepFiringFor\`, or remove the cause`,
        night > 0 && `${night} at night and over by morning: make it a warning`,
      ].filter((each) => each !== false);
      return `${name}: ${noise} of ${pages} pages are noise (${why.join("; ")})`;
    });
