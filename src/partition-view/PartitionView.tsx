/** The drawer's tab "Partition". */
export function PartitionView() {
  return null;
}
