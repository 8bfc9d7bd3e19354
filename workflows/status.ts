import { defineSearchAttributeKey } from '@temporalio/common';
import { upsertSearchAttributes } from '@temporalio/workflow';

const status = defineSearchAttributeKey('TaskStatus', 'KEYWORD');

/** Makes a run findable by what its row says. Temporal's own status only tells whether the run goes on. */
export function showStatus(state: string): void {
  upsertSearchAttributes([{ key: status, value: state }]);
}
