/** The one decision: whether a caller may do something. Every protocol asks here. */
import { ModelwrightError } from '../core/errors.ts';
import type { Caller } from './caller.ts';
import { type Role, reaches } from './role.ts';

/** What something needs of its caller. */
export interface NeededAccess {
  /** The least role. */
  readonly role: Role;
  /**
   * Of what is not about one model that the request names: `none` tells nothing about models, `own` looks at the caller's models by
   * itself. Absent: it may tell about any model, so only callers who may use all of them get it.
   */
  readonly models?: 'none' | 'own';
}

/**
 * Lets pass who may do something.
 *
 * @param model Reference of the model that the request names, where its address does.
 * @throws CREDENTIALS_MISSING, ROLE_TOO_LOW, MODEL_NOT_FOUND, MODELS_LIMITED
 */
export function checkAccess(caller: Caller, { role, models }: NeededAccess, model?: string): void {
  if (role === 'public') return;
  if (!reaches(caller.role, role)) {
    if (caller.id === 'public') throw new ModelwrightError('CREDENTIALS_MISSING', {});
    throw new ModelwrightError('ROLE_TOO_LOW', { needed: role, held: caller.role });
  }
  if (model !== undefined) checkModel(caller, model);
  else if (models === undefined && caller.models) throw new ModelwrightError('MODELS_LIMITED', {});
}

/** Whether the caller may use the model of a reference such as `flights@3`. */
export function mayUse({ models }: Caller, ref: string): boolean {
  return models?.has(nameOf(ref)) ?? true;
}

/**
 * Lets pass who may use the model of a reference. To others it does not exist, as models that nobody has do not.
 *
 * @throws MODEL_NOT_FOUND
 */
export function checkModel(caller: Caller, ref: string): void {
  if (!mayUse(caller, ref)) throw modelNotFound(caller, nameOf(ref));
}

/** An error as the caller may read it: that a model is missing must not tell which there are. */
export function withoutHiddenModels(error: ModelwrightError, caller: Caller): ModelwrightError {
  if (error.code !== 'MODEL_NOT_FOUND' || !caller.models || forTheirCaller.has(error)) return error;
  return modelNotFound(caller, String(error.details['model']));
}

/** Errors that tell no more than their caller may know already. */
const forTheirCaller = new WeakSet<ModelwrightError>();

function nameOf(ref: string): string {
  const at = ref.indexOf('@');
  return at < 0 ? ref : ref.slice(0, at);
}

function modelNotFound({ models }: Caller, name: string): ModelwrightError {
  const available = [...(models ?? [])].join(', ') || 'none';
  const error = new ModelwrightError('MODEL_NOT_FOUND', { model: name.slice(0, 200), available });
  forTheirCaller.add(error);
  return error;
}
