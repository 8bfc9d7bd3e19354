import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { APICallError, generateText, type LanguageModel } from 'ai';
import type { FailureCode } from '../../domain/failure.ts';

export interface ModelAnswer {
  text: string;
  tokensIn: number;
  tokensOut: number;
}

/** A language model: one call, no retries of its own. Throws ModelError. */
export interface ModelPort {
  name: string;
  write(request: { system: string; user: string; signal?: AbortSignal }): Promise<ModelAnswer>;
}

export interface ModelsConfig {
  /** `baseUrl`: where a gateway stands in for the provider. */
  anthropic: { apiKey: string; baseUrl?: string } | null;
  openaiCompatible: { baseUrl: string; apiKey: string; model: string } | null;
}

/** The provider's message never leaves: it may repeat the prompt or parts of the key. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  readonly code: FailureCode;
  readonly facts: { retryAfterMs?: number; providerCode?: string };
  constructor(code: FailureCode, message: string, facts: ModelError['facts'] = {}) {
    super(message);
    this.code = code;
    this.facts = facts;
  }
}

/** How long one answer may take, in ms; both languages fit into one attempt of workflows/policies.ts modelStep. */
const LONGEST_ANSWER_MS = 40_000;
const ANTHROPIC_MODEL = 'claude-sonnet-4-5';

/** The configured model, or null: texts are written by template. */
export function openModel(config: ModelsConfig): ModelPort | null {
  if (config.anthropic) {
    const { apiKey, baseUrl } = config.anthropic;
    const provider = createAnthropic({ apiKey, ...(baseUrl ? { baseURL: baseUrl } : {}) });
    return portOf(ANTHROPIC_MODEL, provider(ANTHROPIC_MODEL));
  }
  if (config.openaiCompatible) {
    const { baseUrl, apiKey, model } = config.openaiCompatible;
    return portOf(
      model,
      createOpenAICompatible({ name: 'openai-compatible', baseURL: baseUrl, apiKey })(model),
    );
  }
  return null;
}

function portOf(name: string, model: LanguageModel): ModelPort {
  return {
    name,
    write: async ({ system, user, signal }) => {
      const limit = AbortSignal.timeout(LONGEST_ANSWER_MS);
      try {
        const { text, usage } = await generateText({
          model,
          instructions: system,
          prompt: user,
          maxRetries: 0,
          maxOutputTokens: 2_000,
          abortSignal: signal ? AbortSignal.any([signal, limit]) : limit,
        });
        return { text, tokensIn: usage.inputTokens ?? 0, tokensOut: usage.outputTokens ?? 0 };
      } catch (error) {
        throw toModelError(error);
      }
    },
  };
}

function toModelError(error: unknown): ModelError {
  if (!APICallError.isInstance(error)) {
    return new ModelError('model-unavailable', 'The language model does not answer.');
  }
  const status = error.statusCode ?? 0;
  const seconds = Number(error.responseHeaders?.['retry-after']);
  const facts = {
    ...(status ? { providerCode: String(status) } : {}),
    ...(Number.isFinite(seconds) && seconds > 0 ? { retryAfterMs: seconds * 1_000 } : {}),
  };
  if (status === 401 || status === 403) {
    return new ModelError('model-auth', 'The language model refuses our key.', facts);
  }
  if (status === 429)
    return new ModelError('model-limited', 'The language model asks us to slow down.', facts);
  if (status >= 400 && status < 500 && status !== 408) {
    return new ModelError('model-rejected', 'The language model refused the request.', facts);
  }
  return new ModelError('model-unavailable', 'The language model does not answer.', facts);
}
