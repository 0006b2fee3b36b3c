/** Where a raw row lies: its table, its load package, and its number in the load. */
export interface RowPlace {
  table: string;
  loadId: string;
  rowNo: number;
}

/** The place as it stands in the address. */
export function placeText({ table, loadId, rowNo }: RowPlace): string {
  return [table, loadId, rowNo].join("/");
}

/** The place an address names; null where it names none. */
export function placeFrom(written: string): RowPlace | null {
  const [, table, loadId, rowNo] = /^([^/]+)\/(.+)\/(\d+)$/.exec(written) ?? [];
  return table && loadId && rowNo ? { table, loadId, rowNo: Number(rowNo) } : null;
}
