import type { MenuGroup } from "@/app/menu";
import type { appTexts } from "@/app/texts";
import { PAGE_WORDS } from "@/app/words";
import { PARTS } from "@/features/platform/api/declared";

type Texts = (typeof appTexts)["zh-CN"];

export interface Hit {
  path: string;
  name: string;
  /** Where it stands: the group of the menu, or what kind of part it is. */
  place: string;
}

interface Entry extends Hit {
  text: string;
}

/** Everything that can be gone to: the pages of a menu, and the contract's functions and subsystems. */
function entriesOf(groups: MenuGroup[], texts: Texts): Entry[] {
  const pages = groups.flatMap((group) =>
    group.pages.map((page) => {
      const parts = PARTS.filter((part) => part.pages.includes(page.path)).map((part) => part.name);
      const name = texts.menu[page.word];
      const place = texts.menu[group.word];
      return { path: page.path, name, place, text: [name, place, PAGE_WORDS[page.word], ...parts, page.path].join(" ").toLowerCase() };
    }),
  );
  const parts = PARTS.map((part) => {
    const text = [part.name, part.english, part.words].join(" ").toLowerCase();
    return { path: `/platform?part=${part.id}`, name: texts.partName({ chinese: part.name, english: part.english }), place: texts.partKind[part.kind], text };
  });
  return [...parts, ...pages];
}

/** What fits every word typed, names that begin with them first. */
export function search(typed: string, groups: MenuGroup[], texts: Texts): Hit[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found = entriesOf(groups, texts).filter((entry) => words.every((word) => entry.text.includes(word)));
  const rank = (entry: Entry): number => {
    const name = entry.name.toLowerCase();
    if (!words.length) return entry.path.startsWith("/platform?") ? 1 : 0;
    return words.every((word) => name === word) ? 0 : words.every((word) => name.startsWith(word)) ? 1 : words.every((word) => name.includes(word)) ? 2 : 3;
  };
  return found.sort((one, other) => rank(one) - rank(other)).map(({ path, name, place }) => ({ path, name, place }));
}
