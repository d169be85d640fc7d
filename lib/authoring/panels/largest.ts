import { type Promql, promql } from "../../promql/promql.ts";

/**
 * The few series that were largest on average while the board looks: the same ones all the way. A plain `topk` chooses
 * anew at every point, so that its legend names all that were ever among them.
 * @param average of every series over `[$__range] @ end()`, with the labels of those that are shown
 */
export const largest = (count: number, shown: Promql, average: Promql): Promql =>
  promql`${shown} and topk(${count}, ${average})`;
