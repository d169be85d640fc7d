import { alertLabels } from "../alerting/labels.ts";
import { ruleYaml } from "../emit/rules.ts";
import type { Links } from "../model/model.ts";
import type { Case } from "./cases.ts";
import type { Answer, Experiment } from "./experiment.ts";
import { objection } from "./judge.ts";
import { alertTitle, type Suite } from "./suite.ts";
import { attemptsOf } from "./trials.ts";

/** An alert's examples, with only the rules that it depends on. */
export const proofOf = (suite: Suite, links: Links): Experiment => ({
  rules: [...suite.inputs, suite.alert].map((rule) => ruleYaml(rule, links)),
  trials: claims(suite).map(({ given, step, at }) => ({ given, step, at, alerts: [suite.alert.alert], asked: [] })),
});

/** Every example as a case that passes or fails. @param answers those to `proofOf` */
export const casesOf = (suite: Suite, answers: readonly Answer[]): Case[] =>
  claims(suite).map(({ name, claim, at }, i) => {
    const answer = answers[i];
    const alert = suite.alert.alert;
    const wrong = answer && objection({ claim, answer, alert, labels: alertLabels(suite.alert) });
    const title = { group: suite.file, name: `${alertTitle(suite.alert)} ${name}` };
    return wrong === undefined ? title : { ...title, failure: { message: `at ${at}`, text: wrong } };
  });

const claims = (suite: Suite) => attemptsOf(suite).flatMap(({ claim, ...rest }) => (claim ? [{ claim, ...rest }] : []));
