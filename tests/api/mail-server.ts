import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { openMailer, type Mailer } from '../../workers/emails.ts';

export interface Mail {
  to: string[];
  from: string;
  subject: string;
  text: string;
  raw: string;
}

const login = { user: 'aegis', password: 'a mail secret' };

/** A real SMTP server on loopback that keeps what it is given, and a mailer that hands in there. */
export async function startMailServer() {
  const mails: Mail[] = [];
  /** A reply code for the next recipient, as in 450 or 550. */
  let refuse: number | null = null;
  const server = new SMTPServer({
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    onAuth: (auth, _, done) =>
      auth.username === login.user && auth.password === login.password
        ? done(null, { user: login.user })
        : done(new Error('wrong login')),
    onRcptTo: (_, __, done) => {
      if (refuse === null) return done();
      const refused = Object.assign(new Error('not now'), { responseCode: refuse });
      refuse = null;
      done(refused);
    },
    onData: (stream, session, done) => {
      let raw = '';
      stream.setEncoding('latin1').on('data', (part: string) => (raw += part));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom === false ? '' : mailFrom.address;
        mails.push({ ...read(raw), raw, from, to: rcptTo.map(({ address }) => address) });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  const { user, password } = login;
  const url = `smtp://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}`;
  const from = 'AEGIS <aegis@example.test>';
  const mailer: Mailer = openMailer({ url, from });
  const lockedOut: Mailer = openMailer({ url: url.replace(`${user}:`, `${user}:not-`), from });
  return {
    mails,
    mailer,
    /** Whose password the server refuses. */
    lockedOut,
    port,
    refuseNext: (code: number) => (refuse = code),
    async close() {
      mailer.close();
      lockedOut.close();
      await new Promise<void>((resolve) => server.close(resolve));
    },
  };
}

function read(raw: string): { subject: string; text: string } {
  const [head = '', ...rest] = raw.split('\r\n\r\n');
  const header = (name: string) =>
    new RegExp(`^${name}: ((?:.*)(?:\\r\\n[ \\t].*)*)`, 'im').exec(head)?.[1]?.replace(/\r\n\s/g, ' ') ?? '';
  const body = rest.join('\r\n\r\n');
  const encoding = header('content-transfer-encoding');
  const bytes =
    encoding === 'base64'
      ? Buffer.from(body, 'base64')
      : Buffer.from(encoding === 'quoted-printable' ? unquote(body) : body, 'latin1');
  return { subject: words(header('subject')), text: bytes.toString('utf8') };
}

const unquote = (text: string) =>
  text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

/** RFC 2047. */
const words = (text: string) =>
  text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?(q|b)\?([^?]*)\?=/gi, (_, kind: string, coded: string) =>
      (kind.toLowerCase() === 'b'
        ? Buffer.from(coded, 'base64')
        : Buffer.from(unquote(coded.replaceAll('_', ' ')), 'latin1')
      ).toString('utf8'),
    );
