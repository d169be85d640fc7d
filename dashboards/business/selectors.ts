import { job } from "../../stack.ts";

/** The reader's choices, as matchers. */
export const service = job("transactions");
export const channels = `${service},channel=~"$channel"`;
export const payments = `${channels},payment_method=~"$payment_method"`;
