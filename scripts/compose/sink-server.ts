import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import type { Arrival } from "./sinks.ts";

const print = (arrival: Arrival): boolean => process.stdout.write(`${JSON.stringify(arrival)}\n`);

new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS"],
  onData: (stream, { envelope }, done) => {
    const to = envelope.rcptTo.map(({ address }) => address).join(",");
    simpleParser(stream).then((mail) => {
      const from = mail.from?.value[0];
      print({ to, text: `${from?.name} <${from?.address}>\n${mail.subject}\n${mail.text}` });
      done();
    }, done);
  },
}).listen(2525);

createServer(async (request, response) => {
  print({ to: request.url ?? "", text: await text(request) });
  response.end("ok");
}).listen(8025);
