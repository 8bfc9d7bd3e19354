/** The size of a proof: `small` before a push (`npm test`), `whole` where time is no matter (`npm run test:proofs`). */
export const proofSize = <T>(small: T, whole: T): T => (process.env.AEGIS_PROOF === 'whole' ? whole : small);
