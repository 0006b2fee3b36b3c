import type { ThemeConfig } from "antd";

const SANS =
  '"PingFang SC","HarmonyOS Sans SC","Microsoft YaHei UI","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC","Source Han Sans SC","WenQuanYi Micro Hei",system-ui,sans-serif';

/** Quiet and dense: neutral greys, one accent, thirteen pixels, small controls, no shadows where a line will do. */
export const theme: ThemeConfig = {
  token: {
    colorPrimary: "#0c5c5a",
    colorInfo: "#0c5c5a",
    colorLink: "#0c5c5a",
    colorError: "#b3211c",
    colorWarning: "#a8480a",
    colorText: "#1c242b",
    colorTextSecondary: "#47515b",
    colorTextTertiary: "#66707a",
    colorTextPlaceholder: "#727c86",
    colorBorder: "#cbd2d8",
    colorBorderSecondary: "#dfe4e8",
    colorSplit: "#e6eaed",
    colorBgLayout: "#f3f5f6",
    fontFamily: SANS,
    fontSize: 13,
    controlHeight: 30,
    controlHeightSM: 24,
    borderRadius: 4,
    borderRadiusLG: 5,
    wireframe: false,
    motionDurationMid: "0.12s",
    motionDurationSlow: "0.16s",
  },
  components: {
    Table: {
      headerBg: "#f6f8f9",
      headerColor: "#47515b",
      headerSplitColor: "transparent",
      rowHoverBg: "#f1f7f6",
      bodySortBg: "transparent",
      headerSortActiveBg: "#eef2f3",
      headerSortHoverBg: "#eef2f3",
      cellPaddingBlockSM: 5,
      cellPaddingInlineSM: 8,
      borderColor: "#e9edf0",
      cellFontSizeSM: 13,
      footerBg: "#f6f8f9",
    },
    Tree: { nodeSelectedBg: "#e4f0ef", nodeSelectedColor: "#1c242b", nodeHoverBg: "#f1f7f6" },
    Tabs: { horizontalItemPadding: "8px 14px", horizontalItemGutter: 4, horizontalMargin: "0 0 10px 0" },
    Drawer: { paddingLG: 16 },
    Button: { primaryShadow: "none", defaultShadow: "none" },
  },
};
