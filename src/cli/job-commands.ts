/** The commands of jobs. */
import type { Command } from './command.ts';

const jobs = () => import('../app/operations/jobs.ts');
const jobViews = () => import('./views/jobs.ts');

export const jobCommands: readonly Command[] = [
  {
    name: 'jobs.create',
    summary: 'hand in rows to be predicted meanwhile',
    operation: async () => (await jobs()).jobsCreate,
    view: async () => (await jobViews()).jobView,
  },
  {
    name: 'jobs.list',
    summary: 'jobs and how far they are',
    operation: async () => (await jobs()).jobsList,
    view: async () => (await jobViews()).jobsListView,
  },
  {
    name: 'jobs.show',
    summary: 'how far one job is, and why it failed',
    operation: async () => (await jobs()).jobsShow,
    view: async () => (await jobViews()).jobView,
  },
  {
    name: 'jobs.wait',
    summary: 'until a job has ended',
    operation: async () => (await jobs()).jobsWait,
    view: async () => (await jobViews()).jobView,
    failed: ({ state }: { state: string }) => state !== 'done',
  },
  {
    name: 'jobs.cancel',
    summary: 'stop a job that waits or runs',
    operation: async () => (await jobs()).jobsCancel,
    view: async () => (await jobViews()).jobView,
  },
  {
    name: 'jobs.results',
    summary: 'the answers of a job, a line for each row',
    operation: async () => (await jobs()).jobsResults,
    view: async () => (await jobViews()).jobsResultsView,
  },
  {
    name: 'jobs.tell',
    summary: 'tell the webhook of a job again',
    operation: async () => (await jobs()).jobsTell,
    view: async () => (await jobViews()).jobView,
  },
];
