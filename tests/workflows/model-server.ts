import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ModelCall {
  path: string;
  key: string;
  system: string;
  user: string;
}
/** What the server answers a call with; `hang`: nothing, ever. */
export type ModelReply = { text: string } | { status: number; headers?: Record<string, string> } | 'hang';

/** A language model's HTTP server: OpenAI's chat completions and Anthropic's messages, with usage of 120 and 45 tokens. */
export async function startModelServer(reply: (call: ModelCall, number: number) => ModelReply) {
  const calls: ModelCall[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const call = read(request, body);
      calls.push(call);
      const answer = reply(call, calls.length);
      if (answer === 'hang') return;
      const failed = 'status' in answer;
      response.writeHead(failed ? answer.status : 200, {
        'content-type': 'application/json',
        ...(failed ? answer.headers : {}),
      });
      // Providers repeat parts of the request in their errors.
      const text = failed
        ? { error: { message: `Bad key ${call.key}: ${call.user}` } }
        : shape(call, answer.text);
      response.end(JSON.stringify(text));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    calls,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Words as a model would send them, from the facts it was given. */
export function reword(call: ModelCall, lead: string): string {
  const { data } = JSON.parse(call.user) as {
    data: { headline: { headline: string; summary: string }; findings: { id: string; sentence: string }[] };
  };
  return JSON.stringify({
    headline: data.headline.headline,
    summary: `${lead} ${data.headline.summary}`,
    findings: data.findings.map(({ id, sentence }) => ({ id, sentence })),
  });
}

interface Body {
  system?: string | { text: string }[];
  messages: { role: string; content: string | { text: string }[] }[];
}

function read(request: IncomingMessage, body: string): ModelCall {
  const { system, messages } = JSON.parse(body) as Body;
  const text = (content: string | { text: string }[]) =>
    typeof content === 'string' ? content : content.map((part) => part.text).join('');
  const of = (role: string) => text(messages.find((one) => one.role === role)?.content ?? '');
  return {
    path: request.url!,
    key: String(request.headers['x-api-key'] ?? request.headers.authorization?.replace('Bearer ', '')),
    system: system ? text(system) : of('system'),
    user: of('user'),
  };
}

function shape(call: ModelCall, text: string): object {
  if (call.path.endsWith('/messages')) {
    return {
      ...{ id: 'msg_1', type: 'message', role: 'assistant', model: 'claude' },
      content: [{ type: 'text', text }],
      stop_reason: 'end_turn',
      stop_sequence: null,
      usage: { input_tokens: 120, output_tokens: 45 },
    };
  }
  return {
    ...{ id: 'chat_1', object: 'chat.completion', created: 1, model: 'local' },
    choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 120, completion_tokens: 45, total_tokens: 165 },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
