/** What a view is: an answer as text for people. */

/** The terminal that the text is for. */
export interface Screen {
  /** Characters of a line. */
  readonly width: number;
  readonly color: boolean;
}

export type View<Answer> = (answer: Answer, screen: Screen) => string;
