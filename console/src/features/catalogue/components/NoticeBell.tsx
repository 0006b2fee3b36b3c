import "@/features/catalogue/catalogue.css";
import { BellOutlined } from "@ant-design/icons";
import { Button, Drawer } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { entryAddress, readNotices } from "@/features/catalogue/api/catalogue";
import { watchTexts } from "@/features/catalogue/texts";
import { EmptyNote } from "@/components/Note";
import { useGet } from "@/lib/api/useGet";
import { formatMoment } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

const EVERY_MINUTE = 60_000;

/** The bell of the header: what the person was told, and how much of it is new. */
export function NoticeBell() {
  const texts = useTexts(watchTexts).notices;
  const [open, setOpen] = useState(false);
  const { data, mutate } = useGet("/api/v1/catalogue/notices", {}, { refreshInterval: EVERY_MINUTE });
  const unread = data?.unread ?? 0;
  return (
    <>
      <button type="button" className="plain shell-bell" aria-label={unread > 0 ? texts.unread(unread) : texts.title} title={unread > 0 ? texts.unread(unread) : texts.title} onClick={() => setOpen(true)}>
        <BellOutlined />
        {unread > 0 && <b>{unread > 99 ? "99+" : unread}</b>}
      </button>
      <Drawer
        open={open}
        size={420}
        title={texts.title}
        onClose={() => setOpen(false)}
        extra={
          unread > 0 && (
            <Button size="small" onClick={() => void readNotices().then((read) => mutate(read, { revalidate: false }))}>
              {texts.read}
            </Button>
          )
        }
      >
        {data?.rows.length === 0 && <EmptyNote title={texts.empty}>{texts.emptyHint}</EmptyNote>}
        <ul className="notice-list">
          {data?.rows.map((notice) => (
            <li key={notice.id} className={notice.is_read ? "" : "unread"}>
              {notice.resource_code ? (
                <Link to={`${entryAddress(notice.resource_code)}?tab=versions`} onClick={() => setOpen(false)}>
                  {notice.text}
                </Link>
              ) : (
                notice.text
              )}
              <small>{formatMoment(notice.at)}</small>
            </li>
          ))}
        </ul>
      </Drawer>
    </>
  );
}
