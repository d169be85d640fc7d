import { configFile } from "../model/config.ts";
import { durationSeconds } from "../model/duration.ts";
import { didYouMean } from "../promql/text/suggest.ts";
import type { Check } from "./check.ts";

/** `schema` is no check of the list: it compares every file with the format that its reader expects. */
const fixed = ["config-check", "schema"];

/** @param names of all other checks */
const configCheck = (names: readonly string[]): Check => ({
  name: "config-check",
  description: "A setting for a check that does not exist has no effect.",
  *find({ settings }) {
    for (const name of Object.keys(settings.checks)) {
      const where = { file: configFile, path: ["checks", name] };
      if (fixed.includes(name)) yield { ...where, message: `"${name}" cannot be switched off`, hint: "remove it" };
      else if (!names.includes(name))
        yield {
          ...where,
          message: `no check "${name}"`,
          hint: didYouMean(name, names) ?? "`check --list` prints all names",
        };
    }
  },
});

const configTimeout: Check = {
  name: "config-timeout",
  description: "Prometheus refuses to start with a scrape timeout that exceeds the scrape interval.",
  *find({ settings }) {
    const { scrapeInterval, scrapeTimeout } = settings.prometheus;
    if (durationSeconds(scrapeTimeout) > durationSeconds(scrapeInterval))
      yield {
        file: configFile,
        path: ["prometheus", "scrapeTimeout"],
        message: `${scrapeTimeout} exceeds the scrape interval of ${scrapeInterval}`,
        hint: `write at most ${scrapeInterval}`,
      };
  },
};

/** Checks of `monitoring.config.ts`. @param others all other checks */
export const configChecks = (others: readonly Check[]): readonly Check[] => [
  configCheck([...others, configTimeout].map(({ name }) => name)),
  configTimeout,
];
