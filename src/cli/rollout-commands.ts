/** The commands of rollouts. */
import type { Command } from './command.ts';

const rollout = () => import('../app/operations/rollout.ts');
const rolloutViews = () => import('./views/rollout.ts');

export const rolloutCommands: readonly Command[] = [
  {
    name: 'rollout.start',
    summary: 'move traffic to a version step by step',
    operation: async () => (await rollout()).rolloutStart,
    view: async () => (await rolloutViews()).rolloutView,
  },
  {
    name: 'rollout.status',
    summary: 'shares, figures, guardrails, what happened',
    operation: async () => (await rollout()).rolloutStatus,
    view: async () => (await rolloutViews()).rolloutView,
  },
  {
    name: 'rollout.list',
    summary: 'rollouts, the newest first',
    operation: async () => (await rollout()).rolloutList,
    view: async () => (await rolloutViews()).rolloutListView,
  },
  {
    name: 'rollout.promote',
    summary: 'end it now: the candidate is champion',
    operation: async () => (await rollout()).rolloutPromote,
    view: async () => (await rolloutViews()).rolloutView,
  },
  {
    name: 'rollout.pause',
    summary: 'keep the shares as they are',
    operation: async () => (await rollout()).rolloutPause,
    view: async () => (await rolloutViews()).rolloutView,
  },
  {
    name: 'rollout.resume',
    summary: 'let a paused one go on',
    operation: async () => (await rollout()).rolloutResume,
    view: async () => (await rolloutViews()).rolloutView,
  },
  {
    name: 'rollout.abort',
    summary: 'end it now: all traffic to the champion',
    operation: async () => (await rollout()).rolloutAbort,
    view: async () => (await rolloutViews()).rolloutView,
  },
];
