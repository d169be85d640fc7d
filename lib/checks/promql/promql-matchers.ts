import { findingCheck } from "./finding-check.ts";

export const promqlMatchers = findingCheck("matchers", "Matchers that contradict each other select nothing.", {
  bad: 'shop_queue_length{queue="a",queue!~"a|b"} > 5',
  good: 'shop_queue_length{queue=~"a|b",queue!="a"} > 5',
});
