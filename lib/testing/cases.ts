/** One thing that was tried, for JUnit. */
export interface Case {
  /** What it belongs to, such as `rules/kafka.ts`. */
  readonly group: string;
  readonly name: string;
  /** Absent where it passed. */
  readonly failure?: { readonly message: string; readonly text: string };
}

/** Cases as a JUnit report. */
export function junitCases(suite: string, cases: readonly Case[]): string {
  const failed = cases.filter(({ failure }) => failure !== undefined).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="${escaped(suite)}" tests="${cases.length}" failures="${failed}">`,
    ...cases.map(testCase),
    "</testsuite>",
    "",
  ].join("\n");
}

function testCase({ group, name, failure }: Case): string {
  const start = `  <testcase classname="${escaped(group)}" name="${escaped(name)}"`;
  if (!failure) return `${start}/>`;
  return `${start}><failure message="${escaped(failure.message)}">${escaped(failure.text)}</failure></testcase>`;
}

const entities: Readonly<Record<string, string>> = { "<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;" };
const escaped = (text: string): string => text.replace(/[<>&"]/g, (character) => entities[character] ?? character);
