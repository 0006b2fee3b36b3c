import "./shell.css";
import { Dropdown, Modal } from "antd";
import { Suspense, useState } from "react";
import { NavLink, Outlet, useLocation } from "react-router";
import { menuFor, placeOf } from "@/app/menu";
import { SearchBox } from "@/app/SearchBox";
import { appTexts } from "@/app/texts";
import { NoticeBell } from "@/features/catalogue/components/NoticeBell";
import { SignIn } from "@/features/session/routes/SignIn";
import { LanguageSwitch } from "@/components/LanguageSwitch";
import { Mark } from "@/components/Mark";
import { ErrorNote, Waiting } from "@/components/Note";
import { may } from "@/lib/access";
import { client } from "@/lib/api/client";
import { focusSearch, useHotkeys } from "@/lib/hotkeys";
import { useTexts } from "@/lib/i18n/language";
import { useLabels } from "@/lib/labels";
import { useSession, type Session } from "@/lib/session";

/** The house around every page: sign-in first, then header, menu and the page. */
export function Shell() {
  const { session, error, reload } = useSession();
  if (error && !session) return <ErrorNote error={error} retry={reload} />;
  if (!session) return <Waiting height={400} />;
  return session.person ? <House session={session} person={session.person} /> : <SignIn />;
}

function House({ session, person }: { session: Session; person: NonNullable<Session["person"]> }) {
  const texts = useTexts(appTexts);
  const { pathname } = useLocation();
  const [keysShown, showKeys] = useState(false);
  const groups = menuFor((permission) => may(person, permission));
  const { group } = placeOf(groups, pathname);
  useHotkeys({ "/": focusSearch, "?": () => showKeys(true) });

  return (
    <>
      <a className="skip-link" href="#content">
        {texts.skip}
      </a>
      <header className="shell-header no-print">
        <NavLink to="/" className="shell-brand">
          <Mark size={24} />
          <b>{texts.product}</b>
          <span>{session.bureau_name}</span>
        </NavLink>
        <nav aria-label={texts.mainMenu}>
          {groups.map((each) => (
            <NavLink key={each.word} to={each.pages[0]?.path ?? "/"} className={each.word === group?.word ? "active" : ""}>
              {texts.menu[each.word]}
            </NavLink>
          ))}
        </nav>
        <span className="spread" />
        <SearchBox groups={groups} />
        <span className="shell-date">{texts.businessDate(session.business_date)}</span>
        <LanguageSwitch />
        <button type="button" className="plain shell-keys" title={texts.keys} aria-label={texts.keys} onClick={() => showKeys(true)}>
          ?
        </button>
        {may(person, "catalogue.read") && <NoticeBell />}
        <PersonMenu person={person} />
      </header>
      {group && group.pages.length > 1 && (
        <nav className="shell-section no-print" aria-label={texts.subMenu}>
          {group.pages.map((page) => (
            <NavLink key={page.word} to={page.path} end className={placeOf(groups, pathname).page === page ? "active" : ""}>
              {texts.menu[page.word]}
            </NavLink>
          ))}
        </nav>
      )}
      <main id="content" className="shell-content" tabIndex={-1}>
        <Suspense fallback={<Waiting height={300} />}>
          <Outlet />
        </Suspense>
      </main>
      <Modal title={texts.keys} open={keysShown} onCancel={() => showKeys(false)} footer={null} width={360}>
        <dl className="key-list">
          {texts.keyList.map(([key, meaning]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </Modal>
    </>
  );
}

function PersonMenu({ person }: { person: NonNullable<Session["person"]> }) {
  const texts = useTexts(appTexts);
  const labelOf = useLabels();
  const signOut = () => void client.DELETE("/api/v1/session").finally(() => window.location.assign("/"));
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: [
          { key: "role", disabled: true, label: person.role_labels.join("、") },
          ...(person.district_code
            ? [{ key: "scope", disabled: true, label: texts.scope(labelOf("district", person.district_code)) }]
            : []),
          { type: "divider" as const },
          { key: "out", label: texts.signOut, onClick: signOut },
        ],
      }}
    >
      <button type="button" className="plain shell-person">
        {person.name}
        <small>{person.role_labels[0]}</small>
      </button>
    </Dropdown>
  );
}
