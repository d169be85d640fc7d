import { setTimeout } from "node:timers/promises";
import { serveHttp } from "../../lib/cli/programs/endpoint.ts";
import { parseExposition } from "../../lib/metrics/parse-exposition.ts";
import { startPrometheus } from "../servers/prometheus.ts";
import { type Random, random } from "./expressions.ts";

const names = ["up", "a_total", "b_bucket", "h", "s", "s_sum", "x:y", "_z", "9a", "größe", "a-b"];
const labelNames = ["job", "le", "quantile", "_a", "__name__", '"my.label"', "9", "ä", "a.b"];
const labelValues = [
  '"api"',
  '""',
  '"a\\nb"',
  '"\\\\"',
  '"\\""',
  '"ü😀"',
  '"\\x"',
  '"+Inf"',
  '"1"',
  "'a'",
  "api",
  '"a',
  '"a"b"',
];
const values = [
  "1",
  "0",
  "-1.5",
  "1e3",
  "+Inf",
  "-Inf",
  "NaN",
  "nan",
  "inf",
  "Infinity",
  ".5",
  "5.",
  "0x1p3",
  "0x10",
  "1_000",
  "1e",
  "--1",
  "",
  "1,5",
  "1e400",
];
const times = ["1700000000000", "-1", "0", "1.5", "1e3", "now", "+5", ""];
const types = [
  "counter",
  "gauge",
  "histogram",
  "summary",
  "untyped",
  "unknown",
  "info",
  "stateset",
  "Counter",
  "",
  "gauge extra",
];
// No line feed: Prometheus accepts one in a label value, where we end the line.
const scraps = [" ", "\t", "{", "}", ",", "=", '"', "#", "\\", "{}", "{,}", "  ", "# EOF", "\u00a0", "1", "\r"];

/** Texts of a `/metrics` endpoint for a differential test: most are valid, or valid except for one or two characters. */
export function expositions(seed: number, count: number): string[] {
  const dice = random(seed);
  return Array.from({ length: count }, () => {
    const lines = Array.from({ length: 1 + dice.below(3) }, () => line(dice));
    const text = `${lines.join("\n")}\n`;
    return dice.chance(0.6) ? text : mutate(dice, text);
  });
}

function line(dice: Random): string {
  const kind = dice.below(10);
  if (kind === 0) return `# TYPE ${dice.pick(names)} ${dice.pick(types)}`;
  if (kind === 1) return `# HELP ${dice.pick(names)} ${dice.pick(["Help.", "", "a\\nb \\x \\\\", "  two  blanks "])}`;
  if (kind === 2)
    return dice.pick(["", "#", "# comment", "#TYPE a gauge", "# TYPE", "# TYPE a", "# HELP", " # comment", "## a"]);
  return sample(dice);
}

function sample(dice: Random): string {
  const blank = () => dice.pick(["", "", "", " ", "\t"]);
  const usually = <T>(first: readonly T[], all: readonly T[]): T => dice.pick(dice.chance(0.9) ? first : all);
  const pairs = Array.from(
    { length: dice.below(4) },
    () =>
      `${blank()}${usually(labelNames.slice(0, 4), labelNames)}${blank()}=${blank()}${usually(labelValues.slice(0, 6), labelValues)}${blank()}`,
  );
  const labels = dice.chance(0.3) ? "" : `{${pairs.join(",")}${dice.pick(["", "", "", ","])}}`;
  const time = dice.chance(0.3) ? ` ${usually(times.slice(0, 3), times)}` : "";
  return `${blank()}${usually(names.slice(0, 8), names)}${blank()}${labels}${dice.pick([" ", " ", "  ", "\t", ""])}${usually(values.slice(0, 9), values)}${time}${blank()}`;
}

/** Drops, doubles or adds a character. */
function mutate(dice: Random, text: string): string {
  const characters = [...text];
  const at = dice.below(characters.length);
  const written = dice.pick([
    [],
    [characters[at], characters[at]],
    [dice.pick(scraps)],
    [dice.pick(scraps), characters[at]],
  ]);
  return [...characters.slice(0, at), ...written, ...characters.slice(at + 1)].join("");
}

export type ExpositionVerdict = "accepts" | "refuses";

/** What we refuse on purpose although a server accepts some of it, depending on the order; promtool refuses most of it. */
const stricter =
  / occurs twice$| is after its samples$|^no "," or "}" after|^HELP of "|^a carriage return|^label __name__/;

/** Undefined where we are stricter on purpose. */
export function ourVerdict(text: string): ExpositionVerdict | undefined {
  const { problems } = parseExposition(text, "text");
  if (problems.some(({ message }) => stricter.test(message))) return undefined;
  return problems.length > 0 ? "refuses" : "accepts";
}

/** Whether a running Prometheus can scrape the texts: each is the target of a job of its own path. */
export async function prometheusVerdicts(expositions: readonly string[]): Promise<ExpositionVerdict[]> {
  const exporter = await serveHttp((request, response) => {
    response.setHeader("content-type", "text/plain; version=0.0.4; charset=utf-8");
    response.end(expositions[Number(request.url?.slice(1))]);
  });
  const address = new URL(exporter.url).host;
  const server = await startPrometheus({
    config: {
      text: JSON.stringify({
        // Long enough that each target is scraped once; the first scrape comes at a random time within it.
        global: { scrape_interval: "10s", scrape_timeout: "10s" },
        scrape_configs: [
          {
            job_name: "expositions",
            static_configs: expositions.map((_, i) => ({
              targets: [address],
              labels: { __metrics_path__: `/${i}`, case: `${i}` },
            })),
          },
        ],
      }),
    },
  });
  try {
    return await verdictsOf(server.url, expositions.length);
  } finally {
    await Promise.all([server.stop(), exporter.stop()]);
  }
}

interface Target {
  readonly labels: { readonly case: string };
  readonly health: "up" | "down" | "unknown";
}

async function verdictsOf(url: string, count: number): Promise<ExpositionVerdict[]> {
  for (let tries = 0; tries < 240; tries++) {
    const answer = await fetch(`${url}/api/v1/targets?state=active`);
    const { data } = (await answer.json()) as { readonly data: { readonly activeTargets: readonly Target[] } };
    const known = data.activeTargets.filter(({ health }) => health !== "unknown");
    if (known.length === count) {
      const byCase = new Map(known.map(({ labels, health }) => [Number(labels.case), health]));
      return Array.from({ length: count }, (_, i) => (byCase.get(i) === "up" ? "accepts" : "refuses"));
    }
    await setTimeout(500);
  }
  throw new Error(`Prometheus at ${url} did not scrape all ${count} expositions within two minutes`);
}
