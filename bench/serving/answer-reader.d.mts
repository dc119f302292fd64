/** Types of the reader of answers, for the tests. */
export function answerReader(
  answered: (answer: { readonly status: number; readonly body: Buffer; readonly stays: boolean }) => void,
): (bytes: Buffer) => void;
