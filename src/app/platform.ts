/** The running platform: where state lives, how it is configured, who acts. Opens the store only when something needs it. */
import { userInfo } from 'node:os';
import type { Store } from '../store/open-store.ts';
import { loadProject, type Project } from './project.ts';

export interface Platform {
  readonly project: Project;
  /** Who is named in the history and the audit log. */
  readonly actor: string;
  /** The store, opened at the first call. */
  store(): Promise<Store>;
  /** Closes what was opened; the platform cannot be used afterwards. */
  close(): Promise<void>;
}

export interface PlatformOptions {
  /** State folder; default `MODELWRIGHT_HOME`, else the configuration's `home`, else `.modelwright`. */
  readonly home?: string;
  /** Folder to look for modelwright.config.ts in; default the working directory. */
  readonly directory?: string;
  readonly actor?: string;
}

/** Opens the platform; nothing is created on disk before the store is needed. */
export async function openPlatform(options: PlatformOptions = {}): Promise<Platform> {
  const project = await loadProject(options);
  let store: Promise<Store> | undefined;
  return {
    project,
    actor: options.actor ?? userInfo().username,
    store() {
      store ??= import('../store/open-store.ts').then(({ openStore }) =>
        openStore(project.home, { privacy: project.privacy }),
      );
      return store;
    },
    async close() {
      await (await store)?.close();
    },
  };
}
