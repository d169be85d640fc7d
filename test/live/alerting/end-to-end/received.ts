import type { ParsedMail } from "mailparser";
import type { ReceivedRequest } from "../../../../scripts/servers/sinks/http-sink.ts";
import type { Sinks } from "../sinks.ts";
import { type Message, paged } from "./message.ts";

/** All messages to people so far, in the order of their arrival at each sink. */
export const received = ({ web, mail }: Sinks): readonly [web: Message[], mail: Message[]] => [
  web.requests.items.flatMap(posted),
  mail.mails.items.map(mailed),
];

/** Without the dead man's switch, which no person reads. */
function posted({ path, body }: ReceivedRequest): Message[] {
  if (path === "/watchdog_url") return [];
  const sent = JSON.parse(body);
  if (path.startsWith("/pagerduty"))
    return [paged(sent.routing_key, sent.event_action, sent.payload.summary, sent.payload.custom_details.firing)];
  const [{ title, text }] = sent.attachments;
  return [{ channel: "slack", to: sent.channel, title, text }];
}

const mailed = ({ to, subject = "", text = "" }: ParsedMail): Message => ({
  ...{ channel: "email", to: [to].flat()[0]?.text ?? "" },
  ...{ title: subject, text },
});
