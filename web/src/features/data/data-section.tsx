import { useMay } from '../../lib/use-may.ts';
import { useSession } from '../../lib/use-session.ts';
import { DangerCard } from './danger-card.tsx';
import { DeletedCard } from './deleted-card.tsx';
import { ExportCard } from './export-card.tsx';
import { RetentionCard } from './retention-card.tsx';
import { SampleCard } from './sample-card.tsx';

/** What becomes of the workspace's data: taken along, brought back, removed. */
export default function DataSection() {
  const { data: session } = useSession();
  const end = useMay('delete');
  if (!session) return null;
  return (
    <>
      <ExportCard />
      {session.tenant.sample && <SampleCard />}
      <DeletedCard />
      <RetentionCard />
      {end && <DangerCard tenant={session.tenant} />}
    </>
  );
}
