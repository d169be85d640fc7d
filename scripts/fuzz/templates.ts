import { type Random, random } from "./expressions.ts";
import { alertmanagerWords, directives, htmlPieces, prometheusWords, scraps, type Words } from "./template-words.ts";

/** Who runs a template: Prometheus for the texts of an alert, Alertmanager for those of a message. */
export type Runner = "prometheus" | "alertmanager" | "html";

/** Templates for a differential test: most are valid, or valid except for one or two pieces. */
export function templates(runner: Runner, seed: number, count: number): string[] {
  const dice = random(seed);
  const words = runner === "prometheus" ? prometheusWords : alertmanagerWords;
  const write = runner === "html" ? () => document(dice, words) : () => new Writer(dice, words).nodes(2);
  return Array.from({ length: count }, () => (dice.chance(0.1) ? soup(dice) : maybeMutated(dice, write())));
}

/** Random pieces: most are invalid, and some are valid in unexpected ways. */
const soup = (dice: Random): string =>
  `{{${Array.from({ length: 1 + dice.below(7) }, () => dice.pick(scraps)).join(dice.pick(["", " "]))}}}`;

const tokens = /\{\{-?|-?\}\}|[\w.$]+|\s+|./gsu;

function maybeMutated(dice: Random, template: string): string {
  if (dice.chance(0.55)) return template;
  const pieces = template.match(tokens) ?? [];
  const at = dice.below(pieces.length + 1);
  const added = dice.pick([
    [],
    [dice.pick(scraps)],
    [dice.pick(scraps), pieces[at] ?? ""],
    [pieces[at] ?? "", pieces[at] ?? ""],
  ]);
  return [...pieces.slice(0, at), ...added, ...pieces.slice(at + 1)].join("");
}

/** HTML with values in its places. */
function document(dice: Random, words: Words): string {
  const writer = new Writer(dice, words);
  const value = () => (dice.chance(0.7) ? `{{ ${dice.pick(words.values)} }}` : writer.nodes(1));
  const pieces = Array.from({ length: 1 + dice.below(7) }, () => (dice.chance(0.5) ? dice.pick(htmlPieces) : value()));
  const whole = dice.pick([
    () => `<p title="${value()}" class=x${value()}>${value()}</p><a href="${value()}?q=${value()}">${value()}</a>`,
    () =>
      `<p style="color:${value()}">{{ if .Status }}<b>${value()}</b>{{ else }}${value()}{{ end }}</p><script>var a = ${value()}</script>`,
    () => pieces.join(""),
    () => `{{ range .Alerts }}${pieces.join("")}{{ end }}`,
  ])();
  return `.${whole}`;
}

class Writer {
  private readonly dice: Random;
  private readonly words: Words;

  constructor(dice: Random, words: Words) {
    this.dice = dice;
    this.words = words;
  }

  private value(depth: number): string {
    const { dice, words } = this;
    const from = dice.below(100);
    if (from < 40) return dice.pick(words.values as readonly string[]);
    if (from < 58) return dice.pick(words.strings);
    if (from < 73) return dice.pick(words.numbers);
    if (from < 76) return dice.pick(words.broken as readonly string[]);
    return depth > 0 ? `(${this.pipe(depth - 1)})` : dice.pick(words.values as readonly string[]);
  }

  private call(depth: number): string {
    const { dice, words } = this;
    const values = (count: number) => Array.from({ length: count }, () => this.value(depth)).join(" ");
    return dice.pick([
      () => `${dice.pick(words.functions as readonly string[])} ${values(1)}`,
      () => `${dice.pick(words.functions as readonly string[])} ${values(1)}`,
      () => `printf "${dice.pick(directives)} ${dice.pick(directives)}" ${values(dice.below(4))}`,
      () => `${dice.pick(["eq", "ne", "lt", "le", "gt", "ge"])} ${values(2)}`,
      () => `${dice.pick(["and", "or"])} ${values(2)}`,
      () => `index ${values(1)} ${dice.pick(["0", "1", '"job"'])}`,
      () => `slice ${values(1)} ${dice.pick(["0", "0 1", "1 3"])}`,
      () => `print ${values(3)}`,
      () => `match ${dice.pick(words.strings)} ${values(1)}`,
      () => `${dice.pick(words.calls as readonly string[])} ${dice.chance(0.5) ? values(1) : values(3)}`,
      () => values(1),
      () => values(1),
    ])();
  }

  private pipe(depth: number): string {
    const { dice, words } = this;
    const next = () =>
      dice.pick([
        dice.pick(words.functions as readonly string[]),
        `printf "${dice.pick(directives)}"`,
        "eq 1",
        "print",
      ]);
    return [this.call(depth), ...Array.from({ length: dice.chance(0.3) ? 1 + dice.below(2) : 0 }, next)].join(" | ");
  }

  nodes(depth: number): string {
    const { dice, words } = this;
    if (depth <= 0) return dice.pick(["text ", `{{${this.pipe(1)}}}`, `{{ ${this.pipe(1)} }}`]);
    const list = dice.pick(words.lists as readonly string[]);
    const member = dice.pick(words.members as readonly string[]);
    return dice.pick([
      () => `{{ ${this.pipe(2)} }}`,
      () => `{{- ${this.pipe(1)} -}} `,
      () => `{{ if ${this.pipe(1)} }}${this.nodes(depth - 1)}{{ else }}${this.nodes(depth - 1)}{{ end }}`,
      () =>
        `{{ if ${this.pipe(1)} }}${this.nodes(depth - 1)}{{ else if ${this.pipe(1)} }}${this.nodes(depth - 1)}{{ end }}`,
      () => `{{ with ${this.value(1)} }}{{ . }}${this.nodes(depth - 1)}{{ else }}none{{ end }}`,
      () => `{{ range ${list} }}{{ ${member} }}{{ continue }}x{{ else }}empty{{ end }}`,
      () => `{{ range $i, $x := ${list} }}{{ $i }}{{ if eq $i 1 }}{{ break }}{{ end }};{{ end }}`,
      () =>
        `{{ define "t" }}<{{ print . }}>{{ end }}{{ template "${dice.pick(["t", "t", "undefined"])}" ${dice.pick(words.numbers)} }}`,
      () => `{{ block "b" ${this.value(1)} }}{{ print . | len }}{{ end }}`,
      () => `{{ $x := ${this.value(1)} }}{{ $x = ${this.value(1)} }}{{ $x | printf "%T" }}`,
      () => `{{ $y = 1 }}`,
      () => this.nodes(depth - 1) + this.nodes(depth - 1),
      () => "{{/* comment */}}",
    ])();
  }
}
