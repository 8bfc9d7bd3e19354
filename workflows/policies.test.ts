import { expect, test } from '@jest/globals';
import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';
import { touches } from '../domain/failure.ts';
import { reportFrom } from './policies.ts';

/** design.md §5, Retries: what is stored of a step that Temporal has given up. */
const failed = (cause: Error) =>
  new ActivityFailure('failed', 'applyChange', '1', 'TIMEOUT', 'worker', cause);
const late = new TimeoutFailure('activity Heartbeat timeout', undefined, 'HEARTBEAT');

test('a write that ran out of time may have changed the campaign: nobody says that it did not', () => {
  expect(reportFrom(failed(late), touches.unsure)).toMatchObject({
    code: 'unavailable',
    touched: touches.unsure,
  });
  expect(reportFrom(failed(new Error('worker gone')), touches.unsure)).toMatchObject({
    code: 'internal',
    touched: touches.unsure,
  });
});

test('what the step itself reported is believed', () => {
  const report = { code: 'permission', message: 'No.', touched: touches.nothing, remedy: 'Ask.' };
  const cause = ApplicationFailure.create({ type: 'permission', details: [report] });
  expect(reportFrom(failed(cause), touches.unsure)).toEqual(report);
});

test('a step that only reads has changed nothing, however it ends', () => {
  expect(reportFrom(failed(late))).toMatchObject({ code: 'unavailable', touched: touches.nothing });
});
