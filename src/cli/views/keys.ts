/** API keys. */
import type { keysCreate, keysList, keysRevoke } from '../../app/operations/keys.ts';
import { paint } from '../paint.ts';
import { tableText } from '../table-text.ts';
import type { View } from '../view.ts';
import type { Answer } from './answer.ts';
import { pairs, paragraphs, sentence } from './lines.ts';

export const keysCreateView: View<Answer<typeof keysCreate>> = ({ key, name, role, models, expiresAt }, screen) =>
  paragraphs(
    // On a line of its own and never broken, so that it can be copied.
    key,
    pairs(
      [
        ['name', name],
        ['role', role],
        ['models', modelsText(models)],
        ['expires', expiresAt],
      ],
      screen,
    ),
    sentence(paint(screen, 'warning', 'Keep it now: it cannot be shown again.'), screen),
  );

export const keysListView: View<Answer<typeof keysList>> = ({ keys }, screen) =>
  keys.length === 0
    ? sentence('no key is good now; `modelwright keys create <name>` makes one', screen)
    : tableText(
        [
          { head: 'name' },
          { head: 'role' },
          { head: 'models', flexible: true },
          { head: 'state' },
          { head: 'expires' },
          { head: 'last used', optional: true },
          { head: 'id', optional: true },
        ],
        keys.map(({ name, role, models, state, expiresAt, lastUsedAt, keyId }) => [
          name,
          role,
          modelsText(models),
          state,
          expiresAt.slice(0, 10),
          lastUsedAt ?? 'never',
          keyId,
        ]),
        screen,
      );

export const keysRevokeView: View<Answer<typeof keysRevoke>> = ({ name, role }, screen) =>
  sentence(`${paint(screen, 'strong', name)} (${role}) is revoked; servers refuse it within a second`, screen);

function modelsText(models: readonly string[] | null): string {
  return models === null ? 'all' : models.join(', ');
}
