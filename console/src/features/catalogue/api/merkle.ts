import { sha256 } from "@/features/catalogue/api/sha256";

/** What the browser needs to see for itself that an entry is in the signed log. */
export interface Receipt {
  index: number;
  payload: string;
  path: string[];
  head: { size: number; root: string };
}

const bytesOf = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
export const hexOf = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

function joined(...parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  parts.reduce((start, part) => (whole.set(part, start), start + part.length), 0);
  return whole;
}

/** The hash of an entry as a leaf: SHA-256 of 0x00 and the text. Source: RFC 6962, 2.1. */
export const leafHash = (payload: string) => sha256(joined(Uint8Array.of(0), new TextEncoder().encode(payload)));
const nodeHash = (left: Uint8Array, right: Uint8Array) => sha256(joined(Uint8Array.of(1), left, right));

/** The root that the path leads to from the entry; null where the path has the wrong length. Source: RFC 9162, 2.1.3.2. */
export function rootOf({ index, payload, path, head }: Receipt): string | null {
  let [position, last, node] = [index, head.size - 1, leafHash(payload)];
  if (index < 0 || index > last) return null;
  for (const hex of path) {
    if (last === 0) return null;
    const sibling = bytesOf(hex);
    if (position % 2 === 1 || position === last) {
      node = nodeHash(sibling, node);
      while (position % 2 === 0 && position > 0) [position, last] = [Math.floor(position / 2), Math.floor(last / 2)];
    } else {
      node = nodeHash(node, sibling);
    }
    [position, last] = [Math.floor(position / 2), Math.floor(last / 2)];
  }
  return last === 0 ? hexOf(node) : null;
}

/** Whether the entry is in the tree whose root the head names, computed here and not taken from the server. */
export const isIncluded = (receipt: Receipt) => rootOf(receipt) === receipt.head.root;
