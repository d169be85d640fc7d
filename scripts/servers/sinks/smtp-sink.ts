import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import { type Endpoint, endpoint, listen } from "../../../lib/cli/programs/endpoint.ts";
import { Inbox } from "./inbox.ts";

export interface SmtpSink extends Endpoint {
  readonly mails: Inbox<ParsedMail>;
}

/** Starts a mail server that records every mail, and asks nobody for a password or for encryption. */
export async function startSmtpSink({ port }: { port?: number } = {}): Promise<SmtpSink> {
  const mails = new Inbox<ParsedMail>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData: (stream, _session, done) => {
      simpleParser(stream).then((mail) => {
        mails.add(mail);
        done();
      }, done);
    },
  });
  const taken = await listen(server.server, port);
  const stop = () => new Promise<void>((resolve) => server.close(resolve));
  return { ...endpoint(taken, stop), mails };
}
