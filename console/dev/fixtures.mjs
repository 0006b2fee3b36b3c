// Made-up answers for developing pages without a server; every shape is one of openapi.json.
const DISTRICTS = { 110101: "东城区", 110102: "西城区", 110105: "朝阳区", 110106: "丰台区", 110107: "石景山区", 110108: "海淀区", 110112: "通州区", 110113: "顺义区", 110114: "昌平区", 110115: "大兴区" };
const INDUSTRIES = { F: "批发和零售业", C: "制造业", I: "信息传输、软件和信息技术服务业", L: "租赁和商务服务业", H: "住宿和餐饮业", E: "建筑业" };
const TYPES = { R1: "裁员减员", R2: "欠薪降薪", R3: "破产倒闭", R4: "群体事件", R5: "严重亏损", R6: "重大舆情" };
const SOURCES = [
  ["social_insurance", "社会保险信息系统", "internal", "on_time"],
  ["labour_inspection", "劳动保障监察系统", "internal", "on_time"],
  ["arbitration", "劳动人事争议仲裁系统", "internal", "late"],
  ["registration", "市场监管企业登记", "bureau", "on_time"],
  ["court", "法院执行与失信", "bureau", "on_time"],
  ["hotline", "12345 市民服务热线", "bureau", "silent"],
  ["utilities", "水电用量", "third_party", "failed"],
  ["opinion", "新闻与舆情", "third_party", "on_time"],
];
let state = 20261122;
const random = () => ((state = (state * 1103515245 + 12345) % 2147483648) / 2147483648);
const pick = (values) => values[Math.floor(random() * values.length)];
const WEEKS = Array.from({ length: 24 }, (_, index) => `2026-W${String(47 - index).padStart(2, "0")}`);

const words = ["恒信", "中远", "锦程", "启明", "华衡", "瑞丰", "天佑", "同创", "博雅", "京华"];
export const alerts = Array.from({ length: 312 }, (_, index) => {
  const level = index < 9 ? 4 : index < 38 ? 3 : index < 120 ? 2 : 1;
  const types = [...new Set([pick(Object.keys(TYPES)), pick(Object.keys(TYPES))])].sort();
  return {
    week: WEEKS[0], uscc: `911101${String(10_000_000 + index * 7919).padStart(11, "0")}X`.slice(0, 18),
    name: `北京${pick(words)}${pick(words)}${pick(["商贸", "科技", "建筑工程", "餐饮管理", "供应链管理"])}有限公司${index % 17 === 0 ? "朝阳分公司" : ""}`,
    district_code: pick(Object.keys(DISTRICTS)), industry_code: pick(Object.keys(INDUSTRIES)),
    staff_count: index % 13 === 4 ? null : index % 29 === 3 ? 0 : Math.floor(8 + random() * 900), types, main_type: types[0], level,
    uncapped_level: index % 11 === 0 ? 4 : level, score: Math.max(20, 100 - index * 0.26), status: level < 3 && index % 3 ? "unverified" : "confirmed",
    rumour_state: pick(["none", "none", "supported", "waiting", "contradicted"]), is_hard: index < 5, key_classes: ["internal", "bureau"].slice(0, level < 3 ? 1 : 2),
    change: pick(["new", "raised", "same", "same", "lowered"]), previous_level: index % 4 ? level : null, first_seen: pick(WEEKS),
    clears_when: "连续两周月净减员低于 20 人且补齐欠缴的 2 个月社保。", summary: "3 个月累计净减员 126 人（31%），欠缴社保 2 个月，劳动监察立案 1 件。",
  };
});

const counted = (values) => values.reduce((counts, value) => counts.set(value, (counts.get(value) ?? 0) + 1), new Map());
const facet = (field, labels) => [...counted(alerts.flatMap((row) => [row[field]].flat().map(String)))].map(([value, count]) => ({ value, label: labels[value] ?? value, count })).sort((a, b) => b.count - a.count);
const choices = {
  level: facet("level", {}).sort((a, b) => b.value - a.value), type: facet("types", TYPES), district: facet("district_code", DISTRICTS),
  industry: facet("industry_code", INDUSTRIES), status: facet("status", {}), change: facet("change", {}),
};
const sourceWeeks = SOURCES.map(([system, label, source_class, state_]) => ({ system, label, source_class, state: state_, last_known_at: "2026-11-20", row_count: Math.floor(random() * 90000), expected: "每月 10 日前" }));
const history = WEEKS.slice(0, 12).reverse().map((week, index) => ({ week, level: Math.min(4, Math.floor(index / 3) + 1), score: 22 + index * 6.4, types: ["R1", "R2"], status: index > 6 ? "confirmed" : "unverified", change: index % 3 ? "same" : "raised" }));
const evidence = (number, stance, text, source, points) => ({
  evidence_id: `e${number}`, risk_type_code: number < 6 ? "R1" : "R2", indicator_id: "A1", event_id: number === 4 ? "ev1" : null, stance, source_system: SOURCES[source][0], source_label: SOURCES[source][1],
  source_class: SOURCES[source][2], text, value: 126, level: points ? 4 : null, points, data_date: "2026-10-31", row_count: stance === "missing" ? 0 : 126, has_rows: stance !== "missing",
});
const tree = (alert) => ({
  week: WEEKS[0], uscc: alert.uscc, alert,
  branches: [
    { type: "R1", label: TYPES.R1, level: 4, score: 91.3, caps: [], parts: [{ label: "用工规模", points: 49.2 }, { label: "来源互证", points: 45.1 }, { label: "同期新增就业", points: -3 }],
      supporting: [evidence(1, "supporting", "10 月净减员 126 人，扣除转往关联单位 4 人", 0, 28), evidence(2, "supporting", "减员占上月在岗 31%，超过 30%", 0, 21.2), evidence(4, "supporting", "3 篇报道提到该单位裁撤产线", 7, 12)],
      contradicting: [evidence(3, "contradicting", "同期新登记就业 6 人", 0, -3)], missing: [evidence(5, "missing", "水电用量本月未到数，无法核对是否停产", 6, null)] },
    { type: "R2", label: TYPES.R2, level: 2, score: 54, caps: ["只有一类来源，暂不高于黄色"], parts: [{ label: "工资支付", points: 54 }],
      supporting: [evidence(6, "supporting", "劳动监察立案 1 件，涉及 38 人、欠薪 2 个月、金额 61.4 万元", 1, 54)], contradicting: [], missing: [evidence(7, "missing", "12345 热线自 2026-11-02 起没有数据", 5, null)] },
  ],
});
const thresholds = [{ level: 2, value: 20, text: "≥ 20 人", from_date: "2026-01-01" }, { level: 3, value: 50, text: "≥ 50 人", from_date: "2026-01-01" }, { level: 4, value: 200, text: "≥ 200 人", from_date: "2026-01-01" }];
const indicators = [["A1", "月净减员人数", "人"], ["A2", "月净减员率", "%"], ["B2", "欠薪人数", "人"], ["C1", "欠缴社保月数", "月"], ["E5", "用电降幅", "%"]].map(([id, label, unit]) => ({
  indicator_id: id, label, english: `Indicator ${id}`, group: { A: "减员", B: "工资", C: "社保", E: "经营" }[id[0]], definition: "上月末在保人数减本月末在保人数，扣除转往关联单位与劳务派遣单位的人数。", unit, types: ["R1"], sources: ["social_insurance"], source_class: "internal", weight: 12, thresholds,
  legal_source: "《劳动合同法》第四十一条", sql: "select …",
}));
const series = indicators.map((each, row) => ({ ...each, points: WEEKS.slice(0, 16).reverse().map((week, index) => ({ week, value: index === 4 ? null : Math.round(row * 9 + index * index * 0.6), level: Math.min(4, Math.floor(index / 4)), points: index, state: ["observed", "observed", "observed", "stale", "not_observed", "partial"][index % 6], data_date: "2026-10-31" })) }));
const columns = [{ name: "person_id", label: "个人编号", type: "code", grade: "L3", item: "AAC001" }, { name: "stop_date", label: "变更日期", type: "date", grade: "L2", item: "AAE035" }, { name: "reason_code", label: "变更(停保)原因", type: "code", grade: "L2", item: "AAE160" }];
const article = (number, isCopy) => ({
  article_id: `a${number}`, group_id: "g1", is_copy: isCopy, source_name: pick(["北京商报", "财经网", "微博用户"]), source_kind_code: "media", url: `/articles/${number}`, title: "恒信商贸被曝拖欠工资，百余名员工讨薪", published_date: "2026-11-17", known_at: "2026-11-18", load_id: "L20261118-opinion", row_no: number,
  sentences: [{ risk_type_code: "R2", sentence: "多名员工表示，公司自九月起拖欠工资，部分门店已停业。", trigger: "拖欠工资", trigger_start: 14, trigger_end: 18, is_negated: false, is_rumour: false }, { risk_type_code: "R1", sentence: "公司否认裁员传闻，称只是正常调岗。", trigger: "裁员", trigger_start: 4, trigger_end: 6, is_negated: true, is_rumour: true }],
});
const events = Array.from({ length: 60 }, (_, index) => ({
  event_id: `ev${index}`, risk_type_code: pick(Object.keys(TYPES)), uscc: index % 5 ? alerts[index].uscc : null, name: index % 5 ? alerts[index].name : null, mention: "恒信商贸", link_status: index % 5 ? "resolved" : "ambiguous", first_date: "2026-11-12", last_date: "2026-11-19", known_at: "2026-11-19",
  article_count: 14, group_count: 3, source_count: 5, media_count: 9, netizen_count: 5, read_count: index % 4 ? 128000 : null, repost_count: 340, people_count: index % 3 ? 120 : null, money_yuan: index % 2 ? 614000 : null, district_code: "110105", is_negated: false, is_rumour: index % 4 === 0, is_denied: index % 9 === 0, sentiment_ratio: 0.72, score: 40,
}));
const run = (id, state_) => ({
  id, state: state_, state_label: { running: "运行中", done: "完成", done_with_incidents: "完成，有异常", failed: "失败", interrupted: "中断" }[state_], business_date: "2026-11-22", weeks: 24, release: 12, started_at: "2026-11-22T01:00:00Z", ended_at: state_ === "running" ? null : "2026-11-22T01:00:48Z", seconds: 48.2, peak_memory_mb: 1312, started_by: "analyst", incident_count: 2, message: "",
  steps: ["汇聚", "标准化", "关联", "读新闻", "研判", "发布"].map((label, index) => ({ name: ["collect", "standardise", "link", "read", "judge", "publish"][index], label, state: index < 3 ? "done" : index === 3 ? state_ === "running" ? "running" : "done" : state_ === "running" ? "waiting" : "done", done: index === 3 && state_ === "running" ? 412 : 1000, total: 1000, unit: ["张表", "张表", "个名称", "篇", "周", "张表"][index], rows: 18234 * (index + 1), started_at: index < 4 ? "2026-11-22T01:00:00Z" : null, ended_at: index < 3 ? "2026-11-22T01:00:11Z" : null, message: "", current: index === 3 ? "新闻与舆情 / articles" : "" })),
  incidents: [{ id: 1, run_id: id, step: "collect", code: "source-silent", severity: "warning", subject: "12345 市民服务热线", message: "连续 3 次没有新数据，往常每周约 420 行", hint: "联系热线管理处确认推送是否中断；恢复后重新运行即可补齐。", happened_at: "2026-11-22T01:00:09Z" }, { id: 2, run_id: id, step: "collect", code: "connection-refused", severity: "error", subject: "水电用量", message: "接口拒绝连接", hint: "检查接口地址与端口；本周水电指标按“未观测”处理。", happened_at: "2026-11-22T01:00:10Z" }],
});
const fields = [{ name: "AAC001", label: "个人编号", value: "1101****0021", grade: "L3", is_masked: true }, { name: "AAE035", label: "变更日期", value: "20261003", grade: "L2", is_masked: false }, { name: "AAE160", label: "变更原因", value: "裁减", grade: "L2", is_masked: false }];
const load = { load_id: "L20261110-social", source_system: "social_insurance", table: "AC02_STOP", file_name: "AC02_202610.csv", sha256: "9f2b8c41d0e67a3355aa0f41c9ab77215d0b4f6f2a8e9930c1d24c55ee0b7a19", received_at: "2026-11-10T02:11:00Z", row_count: 48211, set_aside_count: 17 };
const reports = [3, 2, 1].map((id) => ({ id, kind: "weekly", week: `2026-W${44 + id}`, title: `劳动关系风险监测周报（2026年第${44 + id}周）`, release: 9 + id, issued_at: "2026-11-22T02:00:00Z", issued_by: "analyst", files: ["docx", "pdf", "xlsx"].map((format) => ({ format, size: 184213, sha256: load.sha256, url: `/api/v1/reports/${id}/${format}` })) }));
const session = { person: { username: "analyst", name: "林分析", roles: ["analyst"], role_labels: ["劳动关系分析员"], district_code: null, permissions: ["ledger.read", "ledger.export", "rows.read", "events.read", "reports.read", "reports.issue", "indicators.read", "runs.read", "runs.start", "sources.read", "set_aside.read", "audit.read"] }, csrf_token: "t", business_date: "2026-11-22", bureau_name: "安澜市人力资源和社会保障局", city: "北京", version: "0.1.0" };
const paged = (rows, query) => ({ total: rows.length, page: Number(query.get("page") ?? 1), size: Number(query.get("size") ?? 50), rows: rows.slice((Number(query.get("page") ?? 1) - 1) * Number(query.get("size") ?? 50)).slice(0, Number(query.get("size") ?? 50)) });
const chosen = (query, name, value) => query.getAll(name).length === 0 || [value].flat().some((each) => query.getAll(name).includes(String(each)));

/** Address pattern → answer. */
export const answers = [
  [/^session$/, () => session],
  [/^weeks$/, () => WEEKS.map((week, index) => ({ week, start_date: new Date(Date.UTC(2026, 10, 16) - index * 604800000).toISOString().slice(0, 10), end_date: new Date(Date.UTC(2026, 10, 22) - index * 604800000).toISOString().slice(0, 10), alert_count: 312 - index }))],
  [/^labels$/, () => ({ sets: { district: DISTRICTS, industry: INDUSTRIES } })],
  [/^ledger$/, (_, query) => ({ week: WEEKS[0], release: 12, facets: choices, ...paged(alerts.filter((row) => chosen(query, "level", row.level) && chosen(query, "district", row.district_code) && chosen(query, "type", row.types) && row.name.includes(query.get("q") ?? "")), query) })],
  [/^ledger\/overview$/, () => ({ week: WEEKS[0], release: 12, total: alerts.length, levels: choices.level, districts: choices.district, types: choices.type, industries: choices.industry, changes: choices.change, trend: WEEKS.slice().reverse().map((week, index) => ({ week, blue: 150 + index * 2, yellow: 60 + index, orange: 12 + (index % 7), red: 3 + (index % 4) })), coverage: { total: 8, on_time: 5, late: 1, silent: 1, failed: 1, sources: sourceWeeks } })],
  [/^employers\/([^/]+)$/, ([uscc]) => { const alert = alerts.find((row) => row.uscc === uscc) ?? alerts[0]; return { ...alert, former_names: "北京恒信商贸中心", status_code: "1", registered_date: "2009-04-12", capital_yuan: 5_000_000, registered_address: "北京市朝阳区建国路 88 号", actual_address: "北京市朝阳区东坝乡", scope: "销售日用品、五金交电、计算机软硬件；货物进出口；企业管理咨询。", legal_representative: "李＊", groups: [{ key: "judicial", label: "司法", records: [{ table: "core_court__enforcement", label: "司法执行信息", columns: [{ name: "case_number", label: "案号", type: "text", grade: "L2" }, { name: "filed_date", label: "立案日期", type: "date", grade: "L2" }, { name: "amount_yuan", label: "执行标的", type: "decimal", unit: "元", grade: "L2" }], rows: [{ case_number: "（2026）京0105执1234号", filed_date: "2026-09-03", amount_yuan: 812345 }], total: 1 }] }, { key: "equity", label: "股权", records: [] }], alert, history }; }],
  [/^employers\/([^/]+)\/indicators$/, ([uscc]) => ({ uscc, week: WEEKS[0], weeks: WEEKS.slice(0, 16).reverse(), series })],
  [/^employers\/([^/]+)\/evidence$/, ([uscc]) => tree(alerts.find((row) => row.uscc === uscc) ?? alerts[0])],
  [/^evidence\/([^/]+)\/rows$/, (_, query) => ({ evidence: evidence(1, "supporting", "10 月净减员 126 人，达到红色阈值 200 人的 63%", 0, 28), table: "core_social__stop", label: "停保记录", columns, release: 12, ...paged(Array.from({ length: 126 }, (_unused, index) => ({ load_id: load.load_id, row_no: 311 + index, source_system: "social_insurance", raw_table: "AC02_STOP", file_name: load.file_name, known_at: "2026-11-10", values: { person_id: "1101****0021", stop_date: "2026-10-03", reason_code: "6301" } })), query) })],
  [/^rows\/([^/]+)\/([^/]+)\/(\d+)$/, ([table, load_id, row]) => ({ table, load_id, row_no: Number(row), load, fields })],
  [/^events$/, (_, query) => ({ week: WEEKS[0], types: choices.type, ...paged(events.filter((row) => chosen(query, "type", row.risk_type_code)), query) })],
  [/^events\/([^/]+)$/, () => ({ event: events[1], groups: [{ group_id: "g1", first: article(1, false), copies: [article(2, true), article(3, true)] }, { group_id: "g2", first: article(4, false), copies: [] }] })],
  [/^reports$/, () => reports],
  [/^runs$/, (_, query) => paged([run(5, "running"), run(4, "done_with_incidents"), run(3, "done"), run(2, "failed")], query)],
  [/^runs\/(\d+)$/, ([id]) => run(Number(id), id === "5" ? "running" : "done_with_incidents")],
  [/^sources$/, () => SOURCES.map(([system, label, source_class, state_], index) => ({ system, label, source_class, owner: "社会保险基金管理中心", kind: ["database", "csv", "excel", "api", "feed"][index % 5], state: state_, last_known_at: "2026-11-20", last_received_at: "2026-11-22T01:00:09Z", row_count: index === 5 ? 0 : 48211 * (index + 1), set_aside_count: index * 7, tables: [{ name: "AC43_MONTH", label: "月度缴费明细", core: "core_social__contribution_month", row_count: 48211, set_aside_count: index * 7, last_load_id: load.load_id, last_received_at: load.received_at }] }))],
  [/^set-aside$/, (_, query) => ({ sources: SOURCES.slice(0, 4).map(([value, label], index) => ({ value, label, count: 17 + index })), ...paged(Array.from({ length: 70 }, (_unused, index) => ({ source_system: "social_insurance", source_label: "社会保险信息系统", table: "AC02_STOP", load_id: load.load_id, row_no: 40 + index, file_name: load.file_name, column: "AAE035", reason_code: "date-unknown", reason: "日期无法理解", value: "20261399", drops_row: index % 3 === 0, found_date: "2026-11-22" })), query) })],
  [/^indicators$/, () => indicators],
  [/^access-records$/, (_, query) => paged(Array.from({ length: 40 }, (_unused, index) => ({ id: index, at: "2026-11-22T01:00:09Z", username: "analyst", action: "employer", action_label: "查看企业档案", subject: alerts[index].uscc, detail: "", address: "127.0.0.1" })), query)],
];
