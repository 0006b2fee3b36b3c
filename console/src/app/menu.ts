import type { appTexts } from "@/app/texts";
import type { Permission } from "@/lib/access";

export type MenuWord = keyof (typeof appTexts)["zh-CN"]["menu"];

export interface MenuPage {
  word: MenuWord;
  path: string;
  /** The right it asks for; none where whoever is signed in may look. */
  needs?: Permission;
}

export interface MenuGroup {
  word: MenuWord;
  pages: MenuPage[];
}

/** The pages there are, in the order of the product's map; what does not exist is not listed. */
export const MENU: MenuGroup[] = [
  { word: "workbench", pages: [{ word: "approvals", path: "/approvals", needs: "catalogue.review" }] },
  {
    word: "risk",
    pages: [
      { word: "ledger", path: "/ledger", needs: "ledger.read" },
      { word: "events", path: "/events", needs: "events.read" },
      { word: "corrections", path: "/corrections", needs: "events.correct" },
      { word: "indicators", path: "/indicators", needs: "indicators.read" },
    ],
  },
  { word: "reports", pages: [{ word: "reports", path: "/reports", needs: "reports.read" }] },
  {
    word: "catalogue",
    pages: [
      { word: "catalogueList", path: "/catalogue", needs: "catalogue.read" },
      { word: "tree", path: "/lineage/tree", needs: "catalogue.read" },
      { word: "lineage", path: "/lineage", needs: "catalogue.read" },
      { word: "duties", path: "/catalogue/duties", needs: "catalogue.read" },
      { word: "mounts", path: "/catalogue/mounts", needs: "catalogue.read" },
      { word: "truth", path: "/catalogue/truth", needs: "catalogue.read" },
      { word: "catalogueLog", path: "/catalogue/log", needs: "catalogue.read" },
      { word: "drafts", path: "/catalogue/drafts", needs: "catalogue.submit" },
    ],
  },
  {
    word: "standards",
    pages: [
      { word: "elements", path: "/standards/elements", needs: "standards.read" },
      { word: "codeSets", path: "/standards/code-sets", needs: "standards.read" },
      { word: "conflicts", path: "/standards/conflicts", needs: "standards.read" },
      { word: "objects", path: "/standards/objects", needs: "standards.read" },
      { word: "documents", path: "/standards/documents", needs: "standards.read" },
      { word: "revisions", path: "/standards/revisions", needs: "standards.read" },
    ],
  },
  {
    word: "collection",
    pages: [
      { word: "runs", path: "/runs", needs: "runs.read" },
      { word: "jobs", path: "/jobs", needs: "runs.read" },
      { word: "sources", path: "/sources", needs: "sources.read" },
      { word: "harvest", path: "/harvest", needs: "catalogue.read" },
      { word: "offline", path: "/offline", needs: "sources.read" },
      { word: "reconciliation", path: "/reconciliations", needs: "sources.read" },
      { word: "setAside", path: "/set-aside", needs: "set_aside.read" },
    ],
  },
  {
    word: "governance",
    pages: [
      { word: "qualityRules", path: "/quality/rules", needs: "quality.read" },
      { word: "findings", path: "/quality/findings", needs: "quality.read" },
      { word: "scores", path: "/quality/scores", needs: "quality.read" },
      { word: "trends", path: "/quality/trends", needs: "quality.read" },
      { word: "rework", path: "/quality/rework", needs: "quality.read" },
      { word: "master", path: "/master", needs: "master.review" },
      { word: "standardise", path: "/standardise", needs: "set_aside.read" },
    ],
  },
  {
    word: "assets",
    pages: [
      { word: "platform", path: "/platform" },
      { word: "tags", path: "/assets/tags", needs: "tags.read" },
      { word: "models", path: "/assets/models", needs: "assets.read" },
      { word: "grades", path: "/assets/grades", needs: "assets.read" },
      { word: "lifecycle", path: "/assets/lifecycle", needs: "assets.read" },
    ],
  },
  { word: "system", pages: [{ word: "audit", path: "/audit", needs: "audit.read" }] },
];

/** Pages that stand below another in the menu without being listed there. */
const BELOW: [RegExp, string][] = [
  [/^\/employers\//, "/ledger"],
  [/^\/evidence\//, "/ledger"],
];

/** The menu with only what the person may open. */
export function menuFor(allowed: (permission: Permission) => boolean): MenuGroup[] {
  return MENU.map((group) => ({ ...group, pages: group.pages.filter((page) => !page.needs || allowed(page.needs)) })).filter(
    (group) => group.pages.length > 0,
  );
}

/** The group and page of the menu that an address belongs to. */
export function placeOf(groups: MenuGroup[], pathname: string): { group?: MenuGroup; page?: MenuPage } {
  const shown = BELOW.find(([pattern]) => pattern.test(pathname))?.[1] ?? pathname;
  const found = groups.flatMap((group) => group.pages.map((page) => ({ group, page })));
  const matching = found.filter(({ page }) => shown === page.path || shown.startsWith(`${page.path}/`));
  // The longest address is the closest: a catalogue's log is no entry of its list.
  return matching.sort((one, other) => other.page.path.length - one.page.path.length)[0] ?? {};
}
