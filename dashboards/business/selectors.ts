import { job } from "../../stack.ts";

/** What the board's reader chose. */
export const service = job("transactions");
export const channels = `${service},channel=~"$channel"`;
export const payments = `${channels},payment_method=~"$payment_method"`;
