import { SearchOutlined } from "@ant-design/icons";
import { Input, Modal } from "antd";
import { useEffect, useState, type KeyboardEvent } from "react";
import { useNavigate } from "react-router";
import type { MenuGroup } from "@/app/menu";
import { search } from "@/app/search";
import { appTexts } from "@/app/texts";
import { useTexts } from "@/lib/i18n/language";

/** Goes to any page by its name, the contract's words or what people call it: Ctrl+K, or the field in the header. */
export function SearchBox({ groups }: { groups: MenuGroup[] }) {
  const texts = useTexts(appTexts);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        setOpen(true);
      }
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  return (
    <>
      <button type="button" className="plain shell-search" aria-label={texts.goTo} title={`${texts.goTo} Ctrl+K`} onClick={() => setOpen(true)}>
        <SearchOutlined /> <span>{texts.find}</span>
      </button>
      <Modal open={isOpen} onCancel={() => setOpen(false)} footer={null} closable={false} width={560} style={{ top: 70 }} destroyOnHidden title={<span className="visually-hidden">{texts.goTo}</span>}>
        {isOpen && <Finder groups={groups} close={() => setOpen(false)} />}
      </Modal>
    </>
  );
}

function Finder({ groups, close }: { groups: MenuGroup[]; close: () => void }) {
  const texts = useTexts(appTexts);
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const hits = search(typed, groups, texts);
  const go = (path: string | undefined) => {
    if (path === undefined) return;
    close();
    void navigate(path);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || hits.length === 0) return;
    event.preventDefault();
    const next = (at + step + hits.length) % hits.length;
    setAt(next);
    document.getElementById(`goto-${next}`)?.scrollIntoView({ block: "nearest" });
  };
  return (
    <div className="goto">
      <Input
        autoFocus
        allowClear
        size="large"
        prefix={<SearchOutlined />}
        placeholder={texts.goToHint}
        aria-label={texts.goTo}
        role="combobox"
        aria-expanded
        aria-controls="goto-list"
        aria-activedescendant={hits.length ? `goto-${at}` : undefined}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
        onPressEnter={() => go(hits[at]?.path)}
      />
      <ul id="goto-list" role="listbox" aria-label={texts.goTo}>
        {hits.map((hit, index) => (
          <li key={hit.path} id={`goto-${index}`} role="option" aria-selected={index === at} onClick={() => go(hit.path)}>
            <b>{hit.name}</b> <span className="quiet">{hit.place}</span>
          </li>
        ))}
        {hits.length === 0 && <li className="quiet">{texts.goToNothing}</li>}
      </ul>
    </div>
  );
}
