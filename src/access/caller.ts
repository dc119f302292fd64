/** Who asks for something, as far as access goes. */
import type { Role } from './role.ts';

export interface Caller {
  /** Such as `key:ci` or `jwt:ann`; what rates are counted by, and what the audit log names. */
  readonly id: string;
  readonly role: Role;
  /** Names of the models that the caller may use; absent: all. */
  readonly models?: ReadonlySet<string>;
  /** False once the key is revoked or the token has expired; asked by what takes longer than one answer. */
  isStillGood(): boolean;
}

/** Who says nothing about themselves, where others have to. */
export const stranger: Caller = Object.freeze({
  id: 'public',
  role: 'public',
  models: new Set<string>(),
  isStillGood: () => true,
});

/** Everybody, where nobody has to say who they are. */
export const anybody: Caller = Object.freeze({ id: 'anybody', role: 'admin', isStillGood: () => true });
