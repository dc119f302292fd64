/** The project's configuration: its schema, defaults, and how modelwright.config.* is found and read. */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { type AccessSettings, accessSchema } from '../access/access-settings.ts';
import { ModelwrightError } from '../core/errors.ts';
import { testsSchema } from '../evaluate/behaviour/declared-test.ts';
import { type CardFacts, cardFactsSchema } from '../evaluate/card/card-facts.ts';
import { fairnessSchema } from '../evaluate/fairness/declared-fairness.ts';
import { gatesSchema } from '../evaluate/gates/declared-gate.ts';
import { type DeclaredServing, servingSchema } from '../serve/repository/declared-serving.ts';
import { type DeclaredPrivacy, privacySchema } from '../store/privacy/declared-privacy.ts';

const projectSchema = z.strictObject({
  home: z.string().min(1).optional().describe('Folder of all state; relative to the configuration file.'),
  threads: z.int().min(1).max(256).optional().describe('Threads for training; default: the cores of the machine.'),
  snapshotMaxBytes: z
    .int()
    .min(0)
    .max(1024 * 1024 * 1024)
    .default(256 * 1024 * 1024)
    .describe('Training data up to this many bytes is kept with the run; larger data is read again and hash-checked.'),
  card: cardFactsSchema.optional().describe('What the model cards of this project say besides what was measured.'),
  tests: testsSchema.default([]).describe('What a model must do whatever its score: `modelwright test`.'),
  gates: gatesSchema.default([]).describe('What a version must reach before it may become champion.'),
  access: accessSchema.optional().describe('Who may use the server of this project.'),
  serving: servingSchema
    .optional()
    .describe('Which models and versions are served, what they must answer first, and the limits of requests.'),
  privacy: privacySchema.optional().describe('What the prediction log keeps of personal data, and how long.'),
  fairness: fairnessSchema.optional().describe('By which columns models are judged for fairness.'),
});

/** What a configuration file may say. */
export type ProjectConfig = z.input<typeof projectSchema>;

/** The configuration in force, frozen. */
export interface Project {
  /** Absolute path of the state folder. */
  readonly home: string;
  readonly threads: number;
  readonly snapshotMaxBytes: number;
  readonly card?: CardFacts;
  readonly tests: z.output<typeof testsSchema>;
  readonly gates: z.output<typeof gatesSchema>;
  readonly fairness?: z.output<typeof fairnessSchema>;
  /** Paths in it are absolute. */
  readonly access?: AccessSettings;
  readonly serving?: DeclaredServing;
  readonly privacy?: DeclaredPrivacy;
  /** The configuration file; absent when there is none. */
  readonly file?: string;
}

/** Types a configuration file: `export default defineProject({ threads: 4 })`. */
export function defineProject(config: ProjectConfig): ProjectConfig {
  return config;
}

const fileNames = [
  'modelwright.config.ts',
  'modelwright.config.mts',
  'modelwright.config.js',
  'modelwright.config.mjs',
];

/**
 * Reads the configuration file of a folder when there is one. `MODELWRIGHT_HOME` and `options.home` win over the file.
 *
 * @throws CONFIG_INVALID with the file and the field that is wrong.
 */
export async function loadProject(options: { home?: string; directory?: string } = {}): Promise<Project> {
  const directory = resolve(options.directory ?? '.');
  const file = fileNames.map((name) => join(directory, name)).find((path) => existsSync(path));
  const parsed = projectSchema.safeParse(file ? await importDefault(file) : {});
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const problem = [issue.path.join('.'), issue.message].filter((part) => part !== '').join(': ');
    throw new ModelwrightError('CONFIG_INVALID', { file: file ?? '', problem });
  }
  const config = parsed.data;
  const home = options.home ?? process.env['MODELWRIGHT_HOME'] ?? config.home ?? '.modelwright';
  return Object.freeze({
    home: resolve(directory, home),
    threads: config.threads ?? availableParallelism(),
    snapshotMaxBytes: config.snapshotMaxBytes,
    card: config.card,
    tests: config.tests,
    gates: config.gates,
    fairness: config.fairness,
    access: config.access && absolute(config.access, directory),
    serving: config.serving,
    privacy: config.privacy,
    file,
  });
}

function absolute(access: AccessSettings, directory: string): AccessSettings {
  const file = access.jwt?.publicKeyFile;
  if (!access.jwt || file === undefined) return access;
  return { ...access, jwt: { ...access.jwt, publicKeyFile: resolve(directory, file) } };
}

async function importDefault(file: string): Promise<unknown> {
  try {
    const { createJiti } = await import('jiti');
    return await createJiti(import.meta.url).import(file, { default: true });
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new ModelwrightError('CONFIG_INVALID', { file, problem }, { cause: error });
  }
}
