import { MENU } from "@/app/menu";
import { appTexts } from "@/app/texts";
import { Platform, type PageLink } from "@/features/platform/routes/Platform";
import { may } from "@/lib/access";
import { useTexts } from "@/lib/i18n/language";
import { useSession } from "@/lib/session";

/** The overview with the names and rights that the menu knows. */
export function PlatformPage() {
  const texts = useTexts(appTexts);
  const { session } = useSession();
  const linkOf = (path: string): PageLink => {
    const page = MENU.flatMap((group) => group.pages).find((one) => one.path === path);
    return { path, name: page ? texts.menu[page.word] : path, isAllowed: page !== undefined && (!page.needs || may(session?.person, page.needs)) };
  };
  return <Platform linkOf={linkOf} />;
}
