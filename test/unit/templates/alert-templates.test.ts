import { describe, expect, it } from "vitest";
import { inProse, printedValues, readAlertTemplate, renderAlertText } from "../../../lib/templates/alert-templates.ts";

const data = {
  labels: { job: "api", instance: "db1.example.org:9100", share: "0.5" },
  value: 93_784.5,
  externalLabels: { cluster: "eu" },
  externalURL: "http://prometheus.example:9090/base",
};
const query = (promql: string) => {
  if (promql === "none") return [];
  if (promql !== "up") throw new Error("no such query");
  return [
    { labels: { job: "b" }, value: 2 },
    { labels: { job: "a" }, value: 1 },
  ];
};

describe("refuses what Prometheus refuses", () => {
  it.each([
    ["{{ if $value }}high", "{{if}} has no {{end}}"],
    ["{{ $label.job }}", "undefined variable $label"],
    ["{{ humanise $value }}", 'there is no function "humanise"'],
    ["{{ end }}", "unexpected {{end}}"],
    ["{{ }}", "an action without a value"],
    ["{{ $value | }}{{ 5 | 6 }}", "a constant cannot be a step of a pipeline"],
    ["{{ $labels.job", "unclosed action"],
    ["{{ (len $labels }}", "unclosed left parenthesis"],
    ['{{ "a }}', "unterminated quoted string"],
    ["{{ `a }}", "unterminated raw quoted string"],
    ['{{ "\\z" }}', "bad escape in the string"],
    ["{{ 'ab' }}", "bad character constant"],
    ["{{ 1__0 }}", "bad number 1__0"],
    ["{{ 99999999999999999999 }}", "99999999999999999999 is too large for an integer"],
    ["{{ break }}", "{{break}} outside {{range}}"],
    ["{{ range $i, $x, $y := $labels }}{{ end }}", "too many variables are declared"],
    ["{{/* note }}", "unclosed comment"],
    ["{{ if 1 }}{{ else }}{{ else }}{{ end }}", "a second {{else}}"],
    ['{{ define "a" }}x{{ end }}{{ define "a" }}y{{ end }}', 'template "a" is defined twice in this text'],
  ])("%s", (text, message) => {
    expect(readAlertTemplate(text).refused).toMatchObject({ message });
  });
});

describe("accepts what Prometheus accepts", () => {
  it.each([
    "{{ $labels.instance }} {{- /* note */ -}} x",
    "{{ range $i, $s := query `up` }}{{ if $i }}{{ continue }}{{ end }}{{ break }}{{ else }}-{{ end }}",
    '{{ with $x := query "up" | first }}{{ $x.Value }}{{ else with $labels.job }}{{ . }}{{ end }}',
    '{{ block "b" . }}{{ .Value }}{{ end }}{{ template "b" . }}',
    "{{ 0x1F }} {{ 0b11 }} {{ 1_000 }} {{ 1.5e3 }} {{ 'a' }} {{ '\\'' }} {{ 1+2i }} {{ 0x1p-2 }}",
    "{{ ($labels).job }} {{ (index $labels `a b`) | title }}",
    "{{$value}}{{ $value\n}}",
    "plain } text {",
  ])("%s", (text) => {
    expect(readAlertTemplate(text)).toMatchObject({ failing: [] });
    expect(readAlertTemplate(text).refused).toBeUndefined();
  });
});

it("suggests what was meant", () => {
  expect(readAlertTemplate("{{ $label.job }}").refused?.hint).toBe("did you mean $labels?");
  expect(readAlertTemplate("{{ humanizePercent $value }}").refused?.hint).toBe('did you mean "humanizePercentage"?');
});

it("marks the place in UTF-16 units", () => {
  const text = "größer 😀 {{ $label }}";
  const { from = 0, to = 0 } = readAlertTemplate(text).refused ?? {};
  expect(text.slice(from, to)).toBe("$label");
});

describe("finds by types what fails", () => {
  it.each([
    ["{{ .Job }}", /has no field or method Job/],
    ["{{ $labels.job.name }}", /string has no field or method name/],
    ["{{ if gt $value 5 }}x{{ end }}", /float64 and int cannot be compared/],
    ["{{ $labels | toUpper }}", /expected string, found map/],
    ["{{ humanize }}", /humanize takes 1 argument, but has 0/],
    ["{{ reReplaceAll `a` `b` }}", /reReplaceAll takes 3 arguments, but has 2/],
    ["{{ index $labels 0 }}", /int is no index of map\[string\]string/],
    ["{{ range $labels.job }}{{ end }}", /a range cannot go through string/],
    ["{{ template `x` }}", /there is no template "x"/],
    ["{{ $x = 1 }}", /undefined variable \$x: declare it with :=/],
    ["{{ if $labels.job }}{{ len 5 }}{{ end }}", /cannot be counted/],
    ["{{ $value.Count }}", /float64 has no field or method Count/],
    ["{{ query `up` | value }}", /expected/],
    ["{{ label 1 (query `up` | first) }}", /expected string, found 1/],
  ])("%s", (text, message) => {
    expect(readAlertTemplate(text).failing).toMatchObject([{ message: expect.stringMatching(message) }]);
    expect(renderAlertText(text, data, query)).toMatchObject({ message: expect.stringMatching(/./) });
  });

  it("not in a branch that another type takes", () => {
    const text = '{{ $x := 1 }}{{ if $value }}{{ $x = "a" }}{{ end }}{{ $x | printf "%v" | toUpper }}{{ toUpper $x }}';
    expect(readAlertTemplate(text).failing).toEqual([]);
  });
});

it("lists what a template reads, also the second label in one action", () => {
  const text =
    '{{ printf "%s %s" $labels.a .Labels.b }}{{ index $labels "c" }}{{ $externalLabels.d }}{{ query "up > 1" }}' +
    "{{ range $k, $v := $labels }}{{ $v }}{{ end }}{{ with $labels }}{{ .e }}{{ end }}{{ $value | humanize }}";
  const found = readAlertTemplate(text);
  expect(found.labels.map(({ name }) => name)).toEqual(["a", "b", "c", "e"]);
  expect(found.externalLabels.map(({ name }) => name)).toEqual(["d"]);
  expect(found.queries.map(({ name }) => name)).toEqual(["up > 1"]);
  expect(found.formats.map(({ name }) => name)).toEqual(["humanize"]);
  expect(text.slice(found.labels[1]?.from, found.labels[1]?.to)).toBe(".Labels.b");
});

describe("renders as Prometheus does", () => {
  it.each([
    ["{{ $labels.instance | stripPort | stripDomain }}", "db1"],
    ["{{ $labels.nope }}|{{ .Labels.nope }}", "|"],
    ["{{ $value | humanizeDuration }} {{ humanize $value }}", "1d 2h 3m 4s 93.78k"],
    ["{{ humanizePercentage $labels.share }} {{ humanize1024 1048576 }}", "50% 1Mi"],
    ["{{ humanizeTimestamp 1700000000 }}", "2023-11-14 22:13:20 +0000 UTC"],
    ["{{ $value }} {{ 1e21 }} {{ 100000.0 }} {{ 0.1 }}", "93784.5 1e+21 100000 0.1"],
    ['{{ printf "%.0f %5.1f %-4s| %q %x %T" 2.5 1.25 "a" "b\\n" "c" $value }}', '2   1.2 a   | "b\\n" 63 float64'],
    ['{{ printf "%d %s" "a" 5 }} {{ printf "%d" }}', "%!d(string=a) %!s(int=5) %!d(MISSING)"],
    ["{{ range query `up` | sortByLabel `job` }}{{ .Labels.job }}={{ .Value }};{{ end }}", "a=1;b=2;"],
    ["{{ with query `none` }}some{{ else }}none{{ end }}", "none"],
    ['{{ reReplaceAll "^(\\\\w+)\\\\..*" "$1!" $labels.instance }} {{ match "^db" $labels.instance }}', "db1! true"],
    [
      "{{ $externalLabels.cluster }} {{ externalURL }} {{ pathPrefix }}",
      "eu http://prometheus.example:9090/base /base",
    ],
    ["{{ tableLink `up > 1` }}", "/graph?g0.expr=up+%3E+1&g0.tab=1"],
    ["{{ title `one two-three` }} {{ toUpper `ß` }} {{ len `é` }} {{ slice `abc` 1 2 }}", "One Two-Three SS 2 b"],
    ["{{ parseDuration `1h30m` }} {{ (toTime 0).Year }} {{ html `<&>` }} {{ js `'` }}", "5400 1970 &lt;&amp;&gt; \\'"],
    [
      '{{ args 1 "b" }} {{ (args 1 "b").arg1 }} {{ $labels }}',
      "map[arg0:1 arg1:b] b map[instance:db1.example.org:9100 job:api share:0.5]",
    ],
    ["{{ range 3 }}{{ . }}{{ end }}{{ range $i, $x := args 7 8 }}{{ $i }}:{{ $x }} {{ end }}", "012arg0:7 arg1:8 "],
    ["{{ and 1 0 2 }} {{ or `` `x` }} {{ not 1 }} {{ eq 1 2 1 }} {{ lt 1.5 2.0 }}", "0 x false true true"],
    ["a {{- ` b ` -}} c", "a b c"],
    ["{{ .Value | printf `%v` | len | eq 7 }}", "true"],
  ])("%s", (text, expected) => {
    expect(renderAlertText(text, data, query)).toBe(expected);
  });

  it("stops a template that runs without end", () => {
    const endless = '{{ define "a" }}{{ template "a" . }}{{ end }}{{ template "a" . }}';
    expect(renderAlertText(endless, data)).toMatchObject({ message: "the template calls itself without end" });
    expect(renderAlertText("{{ range 9999999999 }}{{ end }}", data)).toMatchObject({
      message: expect.stringContaining("without end"),
    });
  });

  it("fails where a query selects nothing, or is refused", () => {
    expect(renderAlertText("{{ query `none` | first }}", data, query)).toMatchObject({
      message: "first: the query selects no series",
    });
    expect(renderAlertText("{{ query `x` }}", data, query)).toMatchObject({ message: "query: no such query" });
  });
});

it("names what a text prints, for people", () => {
  expect(
    inProse("{{ $labels.instance }} is at {{ $value | humanize }}{{ if gt $value 1.0 }}!{{ else }}.{{ end }}"),
  ).toBe("INSTANCE is at VALUE!");
  expect(inProse("write {{ `{{ x }}` }}, {{ title $labels.job }}")).toBe("write {{ x }}, JOB");
  expect(inProse("{{ if }}")).toBe("{{ if }}");
});

it("finds the actions that print the value", () => {
  const text = 'at {{ $value | printf "%.2f" }}% or {{ humanizePercentage (.Value) }}{{ if $value }}x{{ end }}';
  const found = printedValues(text).map(({ from, to, functions }) => [text.slice(from, to), functions]);
  expect(found).toEqual([
    ['{{ $value | printf "%.2f" }}', ["printf"]],
    ["{{ humanizePercentage (.Value) }}", ["humanizePercentage"]],
  ]);
});
