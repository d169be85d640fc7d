import type { Answer, Experiment, Firing, Sample } from "../experiment.ts";
import { questionLabel } from "./documents.ts";
import { readLabels } from "./labels.ts";

/**
 * Reads what promtool's JUnit report says of test files made by `testDocument`.
 * @param experiments by the name of their test file
 * @returns answers to each experiment's trials, in their order
 * @throws Error with promtool's words where it could not evaluate
 */
export function readReport(xml: string, experiments: ReadonlyMap<string, Experiment>): Map<string, Answer[]> {
  const answers = new Map<string, Answer[]>();
  for (const [, name = "", body = ""] of xml.matchAll(/<testsuite name="([^"]*)"[^>]*>(.*?)<\/testsuite>/gs)) {
    const experiment = experiments.get(plain(name));
    if (!experiment) continue;
    const cases = Array.from(body.matchAll(/<testcase name="[^"]*"(?:\/>|>(.*?)<\/testcase>)/gs), ([, inner]) => inner);
    if (cases.length !== experiment.trials.length) throw new Error(`promtool stopped: ${plain(body).slice(0, 2000)}`);
    answers.set(
      plain(name),
      cases.map((failures, i) => readCase(failures ?? "", experiment.trials[i]?.asked.length ?? 0)),
    );
  }
  return answers;
}

const brokenRule = /^\s*rule: (.*), time: \S+, err: (.*)$/s;

function ruleAndReason(text: string): [string, string] {
  const [, rule = "", why = ""] = brokenRule.exec(text) ?? [];
  return [rule, why];
}

function readCase(xml: string, questions: number): Answer {
  const firing = new Map<string, Firing[]>();
  const samples: Sample[][] = Array.from({ length: questions }, () => []);
  const broken = new Map<string, string>();
  for (const [, escaped = ""] of xml.matchAll(/<failure>(.*?)<\/failure>/gs)) {
    const text = plain(escaped);
    const alert = /^\s*(?:name: [^\n]*\n\s*)?alertname: (.*?), time: /.exec(text)?.[1];
    if (alert !== undefined) firing.set(alert, readFiring(text));
    else if (/^\s*(?:name: [^\n]*\n\s*)?expr: /.test(text)) readSamples(text, samples);
    else if (brokenRule.test(text)) broken.set(...ruleAndReason(text));
    else throw new Error(`promtool could not evaluate: ${text.trim()}`);
  }
  return { broken, firing, samples };
}

function readFiring(text: string): Firing[] {
  return Array.from(text.matchAll(/^\s*Labels:\{/gm), ({ index, 0: start }) => {
    const labels = readLabels(text, index + start.length - 1);
    const annotations = readLabels(text, text.indexOf("{", labels.end));
    return { labels: labels.value, annotations: annotations.value };
  });
}

/** `got: {a="1"} 6E-01, {a="2"} 7E-01`: the label that was put on them says what they answer. */
function readSamples(text: string, samples: Sample[][]): void {
  let at = text.lastIndexOf("\n        got: ") + "\n        got: ".length;
  if (text.startsWith("nil", at)) throw new Error(`promtool could not evaluate: ${text.trim()}`);
  while (at < text.length) {
    const open = text.indexOf("{", at);
    if (open < 0) return;
    const { value, end } = readLabels(text, open);
    const { [questionLabel]: question, ...labels } = value;
    const number = /^ (\S+?)(?:, |$)/.exec(text.slice(end))?.[1] ?? "NaN";
    samples[Number(question)]?.push({ labels, value: goNumber(number) });
    at = end + 1;
  }
}

const goNumber = (text: string): number => Number(text.replace(/Inf$/, "Infinity"));

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

const plain = (xml: string): string =>
  xml.replace(/&(?:#(\d+)|#x([0-9a-fA-F]+)|(\w+));/g, (whole, decimal, hex, name) =>
    name ? (entities[name] ?? whole) : String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hex, 16)),
  );
