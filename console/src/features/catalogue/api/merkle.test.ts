import { describe, expect, it } from "vitest";
import { hexOf, isIncluded, leafHash, rootOf } from "@/features/catalogue/api/merkle";
import { sha256 } from "@/features/catalogue/api/sha256";

const utf8 = (text: string) => new TextEncoder().encode(text);
const node = (left: Uint8Array, right: Uint8Array) => sha256(Uint8Array.from([1, ...left, ...right]));

/** The root and the audit path of a leaf by the definition of RFC 6962, apart from the code under test. */
function treeOf(leaves: Uint8Array[], index: number): { root: Uint8Array; path: string[] } {
  if (leaves.length === 1) return { root: leaves[0]!, path: [] };
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  const own = index < split ? treeOf(left, index) : treeOf(right, index - split);
  const other = treeOf(index < split ? right : left, 0).root;
  return { root: index < split ? node(own.root, other) : node(other, own.root), path: [...own.path, hexOf(other)] };
}

describe("sha256", () => {
  it("gives the digests of the standard", () => {
    expect(hexOf(sha256(utf8("")))).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(hexOf(sha256(utf8("abc")))).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    const two = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    expect(hexOf(sha256(utf8(two)))).toBe("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    expect(hexOf(sha256(utf8("a".repeat(1000))))).toBe("41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3");
  });
});

describe("an inclusion proof", () => {
  it("leads every entry of trees of every shape to the root", () => {
    for (let size = 1; size <= 17; size += 1) {
      const payloads = Array.from({ length: size }, (_, index) => `{"条目":${index}}`);
      for (let index = 0; index < size; index += 1) {
        const { root, path } = treeOf(payloads.map(leafHash), index);
        expect(isIncluded({ index, payload: payloads[index]!, path, head: { size, root: hexOf(root) } })).toBe(true);
      }
    }
  });
  it("fails for another text, another place and a cut path", () => {
    const payloads = ["甲", "乙", "丙", "丁", "戊"];
    const { root, path } = treeOf(payloads.map(leafHash), 2);
    const receipt = { index: 2, payload: "丙", path, head: { size: 5, root: hexOf(root) } };
    expect(isIncluded(receipt)).toBe(true);
    expect(isIncluded({ ...receipt, payload: "丁" })).toBe(false);
    expect(isIncluded({ ...receipt, index: 3 })).toBe(false);
    expect(rootOf({ ...receipt, path: path.slice(1) })).toBeNull();
    expect(rootOf({ ...receipt, index: 9 })).toBeNull();
  });
});
