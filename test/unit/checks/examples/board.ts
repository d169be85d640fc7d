import { defineDashboard } from "../../../../lib/authoring/define.ts";
import type { Model, Row } from "../../../../lib/model/model.ts";
import { exampleModel } from "./model.ts";

/** A model with one dashboard, `hosts`, that holds these rows. */
export const boardModel = (...rows: readonly Row[]): Model =>
  exampleModel({ dashboards: { hosts: defineDashboard({ title: "Hosts", question: "Are they well?", rows }) } });
