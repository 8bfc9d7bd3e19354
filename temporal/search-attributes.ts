import {
  defineSearchAttributeKey,
  TypedSearchAttributes,
  type SearchAttributePair,
} from '@temporalio/common';

const keyword = (name: string) => defineSearchAttributeKey(name, 'KEYWORD');
const keys = {
  tenantId: keyword('TenantId'),
  kind: keyword('TaskKind'),
  agent: keyword('Agent'),
  platform: keyword('Platform'),
  status: keyword('TaskStatus'),
  trigger: keyword('TaskTrigger'),
} as const;
const priorityKey = defineSearchAttributeKey('TaskPriority', 'INT');

export type Attributes = Partial<Record<keyof typeof keys, string>> & { priority?: number };

/** By what operators find runs; absent values are left out. */
export function attributesOf({ priority, ...words }: Attributes): TypedSearchAttributes {
  const pairs: SearchAttributePair[] = [];
  for (const [name, value] of Object.entries(words))
    if (value) pairs.push({ key: keys[name as keyof typeof keys], value });
  if (priority !== undefined) pairs.push({ key: priorityKey, value: priority });
  return new TypedSearchAttributes(pairs);
}
