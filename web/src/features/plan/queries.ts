import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { planSchema, type Plan } from '../../../../contracts/plan.ts';
import { get, post, put } from '../../lib/api.ts';

export type PlanKey = Plan['plan'];

export const usePlan = () =>
  useQuery({ queryKey: ['plan'], queryFn: ({ signal }) => get('plan', planSchema, signal) });

/** A plan, or a trial of it. The rest of the console reads what it opens and closes. */
export function useChoosePlan() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ plan, trial = false }: { plan: PlanKey; trial?: boolean }) =>
      trial ? post('plan/trial', planSchema, { plan }) : put('plan', planSchema, { plan }),
    onSuccess: (plan) => client.setQueryData(['plan'], plan),
    onSettled: () =>
      Promise.all(
        ['session', 'agents', 'connections'].map((key) => client.invalidateQueries({ queryKey: [key] })),
      ),
  });
}
