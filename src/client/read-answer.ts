/** Bodies of answers. */
import { ClientError } from './client-error.ts';

/** The body as JSON. What the connection breaks is for the caller; what is no JSON was never this server's answer. */
export async function readJson<Answer>(answer: Response): Promise<Answer> {
  return parsed<Answer>(await answer.text(), answer.status);
}

/** The body as lines of JSON. */
export async function readLines<Line>(answer: Response): Promise<Line[]> {
  const text = await answer.text();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => parsed<Line>(line, answer.status));
}

/**
 * Lines of JSON as they come, of an answer of any length: no more is read than is taken.
 *
 * @throws ClientError for what is no JSON, and when the connection breaks before the end.
 */
export async function* eachLine<Line>(answer: Response): AsyncGenerator<Line, void, undefined> {
  if (!answer.body) return;
  const reader = answer.body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      const lines = (rest + decoder.decode(value, { stream: !done })).split('\n');
      rest = done ? '' : (lines.pop() ?? '');
      for (const line of lines) if (line !== '') yield parsed<Line>(line, answer.status);
      if (done) return;
    }
  } catch (cause) {
    if (cause instanceof ClientError || (cause as Error).name === 'AbortError') throw cause;
    const message = 'the connection broke before the end of the answer';
    throw new ClientError({ code: 'CLIENT_UNREACHABLE', message, attempts: 1, cause });
  } finally {
    // Whoever leaves early wants no more; after the end this does nothing.
    await reader.cancel().catch(() => {});
  }
}

function parsed<Value>(text: string, status: number): Value {
  try {
    return JSON.parse(text) as Value;
  } catch (cause) {
    const message = 'the answer is not JSON: something between answered, or it was cut off';
    throw new ClientError({ code: 'CLIENT_ANSWER_INVALID', message, status, attempts: 1, cause });
  }
}
