import type {
  AlertDraft,
  AlertExamples,
  GroupExamples,
  RuleGroupDraft,
  Severity,
  SeverityExamples,
} from "../model/model.ts";

/** The alerts of a group that have no examples of their own. */
type DraftsOf<G extends RuleGroupDraft> = Extract<G["rules"][number], { readonly examples?: undefined }> & AlertDraft;

/** Examples for each alert of a group that has none of its own; by severity for an alert with several. */
export type ExamplesOf<G extends RuleGroupDraft> = {
  readonly [N in DraftsOf<G>["alert"]]: BySeverity<N, (DraftsOf<G> & { readonly alert: N })["severity"]>;
};

/** TypeScript does not know the severities of a name that is computed. */
type BySeverity<N extends string, S extends Severity> =
  Record<never, unknown> extends Record<N, unknown>
    ? AlertExamples | SeverityExamples
    : IsUnion<S> extends true
      ? Readonly<Record<S, AlertExamples>>
      : AlertExamples;

type IsUnion<T, All = T> = (T extends unknown ? ([All] extends [T] ? false : true) : never) extends false
  ? false
  : true;

/**
 * The examples of a rule group's alerts, in a file next to it: `rules/redis.examples.ts` for `rules/redis.ts`.
 * @example
 * import type redis from "./redis.ts";
 * export default defineExamples<typeof redis>({ RedisDown: { fires: [...], quiet: [...] } });
 */
export const defineExamples = <G extends RuleGroupDraft>(examples: ExamplesOf<G>): GroupExamples => examples;
