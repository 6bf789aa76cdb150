/**
 * Closes what can be closed, at the same time; one that fails keeps no other from it.
 *
 * @returns What failed. The promise itself never does.
 */
export async function closeAll(
  // One that a constructor has refused may be anything.
  environments: readonly ({ close?(): unknown } | null | undefined)[],
): Promise<PromiseRejectedResult[]> {
  const closed = await Promise.allSettled(environments.map(async (each) => each?.close?.()));
  return closed.filter((outcome) => outcome.status === 'rejected');
}
