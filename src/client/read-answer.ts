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

function parsed<Value>(text: string, status: number): Value {
  try {
    return JSON.parse(text) as Value;
  } catch (cause) {
    const message = 'the answer is not JSON: something between answered, or it was cut off';
    throw new ClientError({ code: 'CLIENT_ANSWER_INVALID', message, status, attempts: 1, cause });
  }
}
