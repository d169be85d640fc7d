import { execFile, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import pLimit from "p-limit";
import type { NotificationData } from "../../lib/alerting/routing.ts";
import { findingsOf } from "../../lib/cli/experiments.ts";
import { tool } from "../../lib/cli/programs/tools.ts";
import { parse } from "../../lib/promql/syntax/parse.ts";
import { readAlertTemplate, renderAlertText } from "../../lib/templates/alert-templates.ts";
import { messageProblems, readMessageTemplates, renderMessage } from "../../lib/templates/message-templates.ts";
import type { QueryResult } from "../../lib/templates/prometheus.ts";
import { templates as templatesOf } from "./templates.ts";

/** What somebody makes of a template: the text, or that it is refused. */
export type Verdict = { readonly text: string } | { readonly refusal: string };

export interface TemplateDisagreement {
  readonly template: string;
  readonly expected: Verdict;
  readonly ours: Verdict;
}

export interface Agreement {
  /** Templates that both accept, and that both refuse. */
  readonly accepted: number;
  readonly refused: number;
  readonly disagreements: readonly TemplateDisagreement[];
}

function agreement(templates: readonly string[], expected: readonly Verdict[], ours: readonly Verdict[]): Agreement {
  const pairs = templates.map((template, i) => ({
    template,
    expected: expected[i] as Verdict,
    ours: ours[i] as Verdict,
  }));
  const disagreements = pairs.filter((pair) => !isSame(pair.expected, pair.ours));
  const agreed = pairs.filter((pair) => isSame(pair.expected, pair.ours));
  return {
    accepted: agreed.filter((pair) => "text" in pair.ours).length,
    refused: agreed.filter((pair) => "refusal" in pair.ours).length,
    disagreements,
  };
}

function isSame(expected: Verdict, ours: Verdict): boolean {
  if ("refusal" in expected || "refusal" in ours) return "refusal" in expected && "refusal" in ours;
  return comparable(expected.text) === comparable(ours.text);
}

/** Addresses of the process differ, and reports cannot hold every byte. */
const comparable = (text: string): string =>
  text
    .replace(/0x[0-9a-f]{6,}/g, "0x")
    .replace(/[^\n -~]+/g, "?")
    .trimEnd();

const accepts: Verdict = { text: "" };

/** `promtool check rules` on alerts with the templates as annotations, in one process. */
export function compareParsing(promtool: string, templates: readonly string[]): Agreement {
  const expected = inFolder((folder) => {
    const file = join(folder, "rules.yml");
    writeFileSync(file, ruleFile(templates));
    const { stdout, stderr } = spawnSync(promtool, ["check", "rules", "--lint=none", file], {
      encoding: "utf8",
      maxBuffer: 1 << 30,
    });
    const refused = new Map(
      Array.from((stdout + stderr).matchAll(/group "g", rule (\d+), "a\d+": (.*)/g), ([, rule, message = ""]) => [
        Number(rule) - 1,
        message,
      ]),
    );
    return templates.map((_, i) => (refused.has(i) ? { refusal: refused.get(i) ?? "" } : accepts));
  });
  const ours = templates.map((template) => {
    const { refused } = readAlertTemplate(template);
    return refused ? { refusal: refused.message } : accepts;
  });
  return agreement(templates, expected, ours);
}

const series = { job: "api", instance: "h.example.org:9100", n: "12", html: "<a href='x'>&" };
const value = 1234.5678;
const selector = `up{${Object.entries(series)
  .map(([name, text]) => `${name}="${text}"`)
  .join(",")}}`;

const ruleFile = (templates: readonly string[]): string => {
  const rules = templates.map((text, i) => ({ alert: `a${i}`, expr: 'up{job="api"}', annotations: { text } }));
  return escaped(JSON.stringify({ groups: [{ name: "g", rules }] }));
};

/** Escapes the characters that YAML does not allow in a string. */
const escaped = (json: string): string =>
  json.replace(
    /[\u007f-\u009f\ufeff\ufffe\uffff\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** `promtool test rules`, which runs the templates for one series. Templates that cannot be parsed must not be among them. */
export async function compareRendering(templates: readonly string[]): Promise<Agreement> {
  const folder = mkdtempSync(join(tmpdir(), "fuzz-templates-"));
  try {
    writeFileSync(join(folder, "rules.yml"), ruleFile(templates));
    const file = join(folder, "templates.test.yml");
    writeFileSync(file, JSON.stringify(testFile(templates)));
    const [found = []] = (await findingsOf([file])).get(file) ?? [];
    const texts = new Map(
      found.flatMap((finding) =>
        finding.kind === "alerts" ? [[finding.alert, finding.firing[0]?.annotations.text ?? ""]] : [],
      ),
    );
    const expected = templates.map((_, i) => verdictOf(texts.get(`a${i}`) ?? "(does not fire)"));
    return agreement(templates, expected, templates.map(rendered));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const verdictOf = (text: string): Verdict =>
  text.startsWith("<error expanding template") ? { refusal: text } : { text };
const address = "http://prometheus.example:9090/path";

const testFile = (templates: readonly string[]): object => ({
  rule_files: ["rules.yml"],
  evaluation_interval: "1m",
  tests: [
    {
      name: "0",
      interval: "1m",
      external_labels: { cluster: "eu" },
      external_url: address,
      input_series: [{ series: selector, values: `${value}x1` }],
      alert_rule_test: templates.map((_, i) => ({ eval_time: "1m", alertname: `a${i}`, exp_alerts: [] })),
    },
  ],
});

function rendered(template: string): Verdict {
  const data = {
    labels: { __name__: "up", ...series },
    value,
    externalLabels: { cluster: "eu" },
    externalURL: address,
  };
  const text = renderAlertText(template, data, query);
  return typeof text === "string" ? { text } : { refusal: text.message };
}

/** What Prometheus answers in that test. @throws Error where it refuses the query */
function query(promql: string): readonly QueryResult[] {
  const { ast, problems } = parse(promql);
  if (!ast || problems.length > 0) throw new Error("cannot be parsed");
  if (ast.kind === "number") return [{ labels: {}, value: ast.value }];
  if (ast.kind !== "selector") throw new Error("no vector");
  return promql === "up" ? [{ labels: { __name__: "up", ...series }, value }] : [];
}

/** `amtool check-config` on configurations with one template file each, in one process. */
export function compareFiles(amtool: string, templates: readonly string[]): Agreement {
  const expected = inFolder((folder) => {
    const files = templates.map((template, i) => {
      writeFileSync(join(folder, `${i}.tmpl`), template);
      const file = join(folder, `${i}.yml`);
      writeFileSync(
        file,
        JSON.stringify({ route: { receiver: "none" }, receivers: [{ name: "none" }], templates: [`${i}.tmpl`] }),
      );
      return file;
    });
    const { stdout } = spawnSync(amtool, ["check-config", ...files], { encoding: "utf8", maxBuffer: 1 << 30 });
    const parts = stdout.split(/^Checking '/m).slice(1);
    return parts.map(
      (part): Verdict => ({ ...(/ - 1 templates\n {2}FAILED: (.*)/.test(part) ? { refusal: part } : accepts) }),
    );
  });
  const ours = templates.map((template, i) => {
    const [refused] = readMessageTemplates({ [`${i}.tmpl`]: template }).refused;
    return refused ? { refusal: refused.message } : accepts;
  });
  return agreement(templates, expected, ours);
}

const alert = (status: string, instance: string, endsAt: string) => ({
  status,
  labels: { alertname: "Down", job: "api", instance, html: "<b>\"x'&+</b>" },
  annotations: { summary: `<${instance}>` },
  startsAt: "2026-03-29T01:30:15Z",
  endsAt,
  generatorURL: "http://prometheus.example/graph?x=1&y=2",
  fingerprint: instance,
});

export const messageSample: NotificationData = {
  receiver: "team",
  status: "firing",
  externalURL: "http://alertmanager.example:9093",
  alerts: [
    alert("firing", "h1:80", "0001-01-01T00:00:00Z"),
    alert("resolved", "h2:80", "2026-03-29T02:00:00Z"),
  ] as NotificationData["alerts"],
  groupLabels: { alertname: "Down" },
  commonLabels: { alertname: "Down", job: "api" },
  commonAnnotations: { runbook: "http://runbooks.example" },
};

/** Only Alertmanager 0.34 and newer has them: texts that print all data are not compared, for they depend on the version. */
const routeLabels = { zzroute: "zz" };

/** `amtool template render`, a process for each template. */
export async function compareMessages(
  amtool: string,
  type: "text" | "html",
  templates: readonly string[],
): Promise<Agreement> {
  const folder = mkdtempSync(join(tmpdir(), "fuzz-templates-"));
  try {
    const data = join(folder, "data.json");
    writeFileSync(data, JSON.stringify(messageSample));
    // Debian's amtool has no templates in it, and reads them from a place where a fetched copy has none.
    const packaged = join(dirname(amtool), "../share/prometheus/alertmanager");
    for (const name of ["default.tmpl", "email.tmpl"])
      if (existsSync(join(packaged, name))) copyFileSync(join(packaged, name), join(folder, name));
    const limit = pLimit(4);
    const options = [
      "template",
      "render",
      `--template.glob=${folder}/*.tmpl`,
      `--template.data=${data}`,
      `--template.type=${type}`,
    ];
    const expected = await Promise.all(
      templates.map((template) => limit(() => outputOf(amtool, [...options, `--template.text=${template}`]))),
    );
    const set = readMessageTemplates({});
    const rendered = (template: string, more: Partial<NotificationData>): Verdict => {
      const text = renderMessage(set, template, { ...messageSample, ...more }, type === "html");
      return typeof text === "string" ? { text } : { refusal: text.message };
    };
    const ours = templates.map((template) => rendered(template, {}));
    const comparable = templates.flatMap((template, i) =>
      isDeepStrictEqual(rendered(template, { routeLabels }), ours[i]) ? [i] : [],
    );
    const [asked, wanted, our] = [templates, expected, ours].map((list) => comparable.map((i) => list[i]));
    return agreement(asked as string[], wanted as Verdict[], our as Verdict[]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const outputOf = (program: string, args: readonly string[]): Promise<Verdict> =>
  new Promise((resolve) => {
    execFile(program, args, { maxBuffer: 1 << 28 }, (error, stdout, stderr) =>
      resolve(error ? { refusal: stderr } : { text: stdout }),
    );
  });

/**
 * Templates that the check of types refuses although they can be rendered. Those with branches are left out: the type of
 * a part that is not reached does not matter.
 */
export function wronglyTyped(runner: "prometheus" | "alertmanager", templates: readonly string[]): string[] {
  const set = readMessageTemplates({});
  return templates
    .filter((template) => !/\b(?:if|with|range|else|and|or|define|block)\b/.test(template))
    .filter((template) => {
      const problems = runner === "prometheus" ? readAlertTemplate(template).failing : messageProblems(set, template);
      // `eq` compares with one value after the other and stops at an equal one: the types of later values do not matter then.
      const isCertain = !/\beq\b/.test(template);
      if (!problems.some(({ message }) => isCertain || !message.includes("cannot be compared"))) return false;
      return runner === "prometheus"
        ? "text" in rendered(template)
        : typeof renderMessage(set, template, messageSample) === "string";
    });
}

function inFolder<T>(run: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "fuzz-templates-"));
  try {
    return run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** All comparisons, on templates of one seed. */
export async function compareAll(seed: number): Promise<{ cases: number; refused: number; disagreements: unknown[] }> {
  const [promtool, amtool] = await Promise.all([tool("promtool"), tool("amtool")]);
  const alerts = templatesOf("prometheus", seed, 1000);
  const messages = templatesOf("alertmanager", seed, 1000);
  const agreements: readonly Agreement[] = [
    compareParsing(promtool, alerts),
    await compareRendering(alerts.filter((each) => !readAlertTemplate(each).refused)),
    compareFiles(amtool, messages),
    await compareMessages(amtool, "text", messages.slice(0, 100)),
    await compareMessages(amtool, "html", templatesOf("html", seed, 100)),
  ];
  const wrong = [...wronglyTyped("prometheus", alerts), ...wronglyTyped("alertmanager", messages)];
  return {
    cases: agreements.reduce((sum, each) => sum + each.accepted + each.refused + each.disagreements.length, 0),
    refused: agreements.reduce((sum, each) => sum + each.refused, 0),
    disagreements: [
      ...agreements.flatMap((each) => each.disagreements),
      ...wrong.map((template) => ({ template, problem: "refused by its types, but it can be rendered" })),
    ],
  };
}
