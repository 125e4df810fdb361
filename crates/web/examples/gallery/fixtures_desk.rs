//! Made-up values for the pages of the desk.

use super::pages;
use super::{BODY, attachments, due, organisation, put, reply, staff, timeline, units, why};
use huiyin_core::search::Highlighted;
use huiyin_core::{Channel, IdentityLevel, Status, SuggestionKind, Urgency};
use pages::action::ActionForm;
use pages::chrome::{Chrome, Notice, Tone};
use pages::desk::accounts::{AccountPage, AccountRow, AccountsPage, OneTimePassword};
use pages::desk::calendar::{
    CalendarPage, ClosureRow, DayKind, DayView, MonthView, TimeRuleRow, YearLink,
};
use pages::desk::calendar_import::{CalendarImportPage, DayChangeRow, DueRow};
use pages::desk::mail::{MailListPage, MailPage, MailRow};
use pages::desk::notices::{NoticeRow, NoticesPage};
use pages::desk::register::{RegisterChoices, RegisterPage, RegisterValues, RegisteredPage};
use pages::desk::search::{HitView, OrderView, SearchPage};
use pages::desk::suggestion::{IdentityBox, ObligationView, RelativeView, SuggestionPage};
use pages::desk::worklist::{TabView, WorklistPage, WorklistRow};
use pages::field::{Choice, FieldView, FormErrors};
use pages::gate::{GateFindingView, GateSideView, GateTermView, GateView};
use pages::parts::{
    Badge, Explanation, FacetGroup, FacetOption, Facets, Fact, LinkView, Pager, PointView,
};
use pages::{qr, urls};

#[path = "fixtures_mail_flow.rs"]
mod flow;
#[path = "fixtures_health.rs"]
mod health;
#[path = "fixtures_organisation.rs"]
mod organisation_pages;
#[path = "fixtures_routing.rs"]
mod routing;

pub(super) fn chrome(taint: &str, title: &str, current: &str) -> Chrome {
    Chrome::desk(
        organisation(taint),
        title,
        current,
        staff(taint),
        "csrf-token",
    )
}

fn tabs(names: &[(&str, &str)]) -> Vec<TabView> {
    names
        .iter()
        .enumerate()
        .map(|(i, (label, count))| TabView {
            label: (*label).into(),
            count: (*count).into(),
            href: format!("?tab={i}"),
            current: i == 0,
        })
        .collect()
}

fn worklist(taint: &str, empty: bool) -> WorklistPage {
    let row = |no: u32,
               title: &str,
               status,
               urgency: Option<Urgency>,
               kind: &str,
               topic: &str,
               unit: &str| {
        WorklistRow {
            href: urls::suggestion(huiyin_core::SuggestionId(i64::from(no))),
            ticket_no: format!("GH2026-{no:06}"),
            title: format!("{title}{taint}"),
            status: Badge::status(status),
            due: urgency.map(|urgency| pages::parts::DueView {
                why: None,
                ..due(urgency)
            }),
            kind: kind.into(),
            topic: format!("{topic}{taint}"),
            unit: format!("{unit}{taint}"),
            channel: "网页".into(),
            received_on: "9月11日".into(),
            marks: if no == 118 {
                vec![
                    Badge::new("督办", Tone::Bad),
                    Badge::new("加急", Tone::Warn),
                ]
            } else {
                Vec::new()
            },
        }
    };
    let rows = vec![
        row(
            118,
            "冬季车间采暖温度不足，夜班工人手冻裂",
            Status::InProgress,
            Some(Urgency::Overdue),
            "投诉",
            "劳动保护",
            "机械冶金工会",
        ),
        row(
            123,
            "总装车间在厂区最北边，离食堂有两公里",
            Status::InReview,
            Some(Urgency::DueSoon),
            "建议",
            "生活福利",
            "机械冶金工会",
        ),
        row(
            131,
            "互助保障的住院津贴怎样申请，需要哪些材料，异地住院可以吗",
            Status::Submitted,
            Some(Urgency::DueSoon),
            "咨询",
            "互助保障",
            "办理办公室",
        ),
        row(
            135,
            "希望开设周末亲子托管班",
            Status::Accepted,
            Some(Urgency::OnTime),
            "建议",
            "女职工",
            "办理办公室",
        ),
        row(
            140,
            "感谢帮扶中心为我儿子办理助学金",
            Status::Closed,
            None,
            "表扬",
            "困难帮扶",
            "权益保障部",
        ),
    ];
    let all = || {
        vec![
            Choice::new("", "全部"),
            Choice::new("1", format!("生活福利{taint}")),
        ]
    };
    WorklistPage {
        chrome: chrome(taint, "工作台", urls::DESK).with_notice(Some(Notice {
            tone: Tone::Good,
            text: format!("已分办 GH2026-000122，主办机械冶金工会。{taint}"),
        })),
        tabs: tabs(&[("待办", "12"), ("在办", "31"), ("已办", "283")]),
        filters: vec![
            FieldView::hidden("tab", "todo"),
            FieldView::line("search", "q", "标题或登记号", taint),
            FieldView::select("topic", "主题", all()),
            FieldView::select("kind", "件类", all()),
            FieldView::select("unit", "单位", all()),
        ],
        clear_href: "/desk".into(),
        alert: if empty {
            String::new()
        } else {
            "1 件超期，2 件今天到期".into()
        },
        rows: if empty { Vec::new() } else { rows },
        pager: Pager::new(2, 20, 176, |n| format!("/desk?page={n}")),
        empty: "待办已清空。".into(),
        empty_links: vec![
            LinkView::new("看看在办的", "/desk?tab=1"),
            LinkView::new("登记一件", urls::REGISTER),
        ],
    }
}

fn actions(taint: &str) -> Vec<ActionForm> {
    let url = |action: &str| urls::suggestion_action(huiyin_core::SuggestionId(123), action);
    let mut wrong = FormErrors::default();
    wrong.add("lead_unit", "请选择主办单位");
    let assign = ActionForm::folded("assign", "分办", &url("assign"), "csrf-token")
        .explain("交给一个主办单位，可以加协办。主办单位须在 9月24日（周四）24:00 前答复。")
        .tone(Tone::Good)
        .open()
        .field(FieldView::hidden("revision", "4"))
        .field(
            FieldView::select_grouped("lead_unit", "主办单位", units(taint))
                .hint("建议：机械冶金工会。同一企业近一年的 9 件中有 8 件由它主办。")
                .required(),
        )
        .field(FieldView::checkboxes(
            "support_units",
            "协办单位",
            vec![
                Choice::new("1", format!("权益保障部{taint}")).selected_if(true),
                Choice::new("2", "劳动和经济工作部"),
                Choice::new("3", "甘井子区总工会"),
            ],
        ))
        .field(FieldView::textarea("note", "交办意见", taint, 3).max_length(500))
        .errors(&wrong);
    let accept = ActionForm::folded("accept", "受理", &url("accept"), "csrf-token")
        .explain("确定件类和主题，把来件拆成逐条答复的诉求点。")
        .tone(Tone::Good)
        .field(
            FieldView::select(
                "kind",
                "件类",
                SuggestionKind::ALL
                    .iter()
                    .map(|k| Choice::new(k.code(), k.label()))
                    .collect(),
            )
            .required(),
        )
        .field(FieldView::textarea("point", "诉求点 1", "在北区设一个送餐点", 2).required())
        .field(FieldView::textarea(
            "point",
            "诉求点 2",
            "食堂门口修一条无障碍坡道",
            2,
        ));
    let reply = ActionForm::folded("draft-reply", "拟写答复", &url("draft-reply"), "csrf-token")
        .explain("每个诉求点都要有答复，审签后发出。")
        .tone(Tone::Good)
        .field(
            FieldView::radios(
                "kind",
                "答复种类",
                vec![
                    Choice::new("final", "正式答复").selected_if(true),
                    Choice::new("interim", "阶段性答复").note("不能办结"),
                ],
            )
            .required(),
        )
        .field(
            FieldView::textarea("reply_1", "对第 1 点的答复", taint, 5)
                .context(format!("在北区设一个送餐点{taint}"))
                .required()
                .max_length(20_000),
        )
        .field(
            FieldView::textarea("reply_2", "对第 2 点的答复", "", 5)
                .context("食堂门口修一条无障碍坡道")
                .required()
                .max_length(20_000),
        )
        .field(
            FieldView::radios(
                "result",
                "结果类别",
                ["A", "B", "C", "D"]
                    .iter()
                    .map(|c| Choice::new(*c, format!("{c}类")))
                    .collect(),
            )
            .required(),
        )
        .field(FieldView::date("commitment_on", "承诺日期", "2026-11-30"))
        .field(FieldView::files("files", "附件", "image/*,.pdf", 5, 10));
    let decline = ActionForm::folded("decline", "不予受理", &url("decline"), "csrf-token")
        .explain("须写明理由和应当找谁，并由第二人确认。")
        .tone(Tone::Bad)
        .field(
            FieldView::select(
                "reason",
                "理由",
                vec![
                    Choice::new("court", "应当通过诉讼、仲裁解决"),
                    Choice::new("other", "不属于工会职责"),
                ],
            )
            .required(),
        )
        .field(FieldView::textarea("explanation", "告诉来件人的话", taint, 4).required());
    let ask = ActionForm::folded(
        "ask_supplement",
        "请来件人补正",
        &url("ask-supplement"),
        "csrf-token",
    )
    .explain("只能一次。期间答复时限暂停。")
    .field(FieldView::textarea("items", "需要补充什么", "", 4).required());
    vec![assign, accept, reply, decline, ask]
}

fn suggestion(taint: &str, revealed: bool) -> SuggestionPage {
    let point = |n: &str, text: &str, is_answered| PointView {
        number: n.into(),
        text: format!("{text}{taint}"),
        is_answered,
    };
    let clear = |a: &str, b: &str| format!("{}{taint}", if revealed { a } else { b });
    SuggestionPage {
        chrome: chrome(taint, "GH2026-000123", ""),
        ticket_no: "GH2026-000123".into(),
        title: format!("总装车间在厂区最北边，离食堂有两公里{taint}"),
        status: Badge::status(Status::Accepted),
        marks: vec![Badge::new("加急", Tone::Warn)],
        due: Some(due(if revealed {
            Urgency::Overdue
        } else {
            Urgency::DueSoon
        })),
        facts: vec![
            Fact::new("件类", "建议"),
            Fact::new("主题", format!("生活福利{taint}")),
            Fact::new("渠道", "网页"),
            Fact::new("收到", "2026-09-11 14:03"),
            Fact::new("主办", "机械冶金工会"),
            Fact::new("协办", "权益保障部"),
            Fact::new("承办人", format!("王强{taint}")),
        ],
        body: format!("{BODY}{taint}"),
        supplements: vec![Fact::new(
            "2026-09-15 19:20 来件人补充",
            format!("北区三个车间一共大约 260 人。{taint}"),
        )],
        points: vec![
            point("1", "在北区设一个送餐点", true),
            point("2", "食堂门口修一条无障碍坡道", false),
        ],
        attachments: attachments(taint),
        identity: IdentityBox {
            level: "隐名".into(),
            note: "只有受理人员可以查看，承办单位看不到。".into(),
            facts: vec![
                Fact::new("姓名", clear("张建国", "张**")),
                Fact::new("电话", clear("13800135678", "138****5678")),
                Fact::new("单位", clear("第二机床厂总装车间", "第二机床厂")),
            ],
            is_revealed: revealed,
            watermark: format!("李敏 2026-09-25 14:03 查看{taint}"),
            reveal: (!revealed).then(|| {
                ActionForm::folded(
                    "reveal",
                    "查看身份",
                    "/desk/suggestions/123/reveal",
                    "csrf-token",
                )
                .explain("查看会留下记录：谁、何时、哪一件、为什么。")
                .tone(Tone::Warn)
                .field(
                    FieldView::text("reason", "理由", taint)
                        .required()
                        .max_length(200),
                )
            }),
            seen: vec![format!("2026-09-14 09:12 李敏查看：电话核实情况{taint}")],
        },
        family: vec![RelativeView {
            role: "并入的事项".into(),
            text: format!("GH2026-000131 北区没有食堂{taint}"),
            href: "/desk/suggestions/131".into(),
            mark: Badge::new("待单独答复", Tone::Warn),
            merge_href: String::new(),
        }],
        letter: vec![RelativeView {
            role: "拆分出的一件".into(),
            text: format!("GH2026-000132 班车末班太早{taint}"),
            href: "/desk/suggestions/132".into(),
            mark: Badge::status(Status::Accepted),
            merge_href: String::new(),
        }],
        similar: vec![RelativeView {
            role: String::new(),
            text: format!("GH2026-000140 请在北区设送餐点（办理中）{taint}"),
            href: "/desk/suggestions/140".into(),
            mark: Badge::new("并案", Tone::Info),
            merge_href: "/desk/suggestions/123?merge=140#action-merge".into(),
        }],
        obligations: vec![
            ObligationView {
                unit: format!("办理办公室{taint}"),
                due: pages::parts::DueView {
                    what: "分办".into(),
                    ..due(Urgency::DueSoon)
                },
            },
            ObligationView {
                unit: "机械冶金工会".into(),
                due: due(Urgency::OnTime),
            },
        ],
        replies: vec![pages::parts::ReplyView {
            state: Badge::new("待审核", Tone::Warn),
            findings: vec![format!(
                "第 2 点提到“计划 11 月 30 日前完工”，请填写承诺日期。{taint}"
            )],
            ..reply(taint)
        }],
        gate: (!revealed).then(|| gate(taint)),
        actions: if revealed { Vec::new() } else { actions(taint) },
        no_actions: "正由机械冶金工会办理，您可以查看，不能操作。".into(),
        timeline: timeline(taint),
        back_href: "/desk".into(),
        mail_href: "/desk/mail/9".into(),
    }
}

fn gate(taint: &str) -> GateView {
    let term = |text: &str, is_shared| GateTermView {
        text: format!("{text}{taint}"),
        is_shared,
    };
    GateView {
        advice: format!("还没有提交审签。请核对下面的发现。{taint}"),
        findings: vec![GateFindingView {
            title: "承诺未登记（诉求点 2）".into(),
            weight: Badge::new("发出须写明理由", Tone::Warn),
            reason: format!("答复写了“计划 11 月 30 日前完工”，却没有登记承诺。{taint}"),
            evidence: format!("所指的文字：计划 11 月 30 日前完工{taint}"),
            href: "#action-draft-reply".into(),
            href_label: "去登记承诺".into(),
        }],
        sides: vec![
            GateSideView {
                title: "来件问了什么".into(),
                missing: "答复未提到".into(),
                terms: vec![term("无障碍通道", true), term("防滑", false)],
                text: format!("食堂门口有三级台阶。{taint}"),
            },
            GateSideView {
                title: "答复说了什么".into(),
                missing: "来件未提到".into(),
                terms: vec![term("坡道", true)],
                text: format!("坡道计划 11 月 30 日前完工。{taint}"),
            },
        ],
    }
}

fn register(taint: &str) -> RegisterPage {
    let mut page = RegisterPage::new(
        chrome(taint, "登记", urls::REGISTER),
        "once-token",
        &RegisterValues {
            channel: "phone".into(),
            received_at: "2026-09-25T14:03".into(),
            body: taint.into(),
            kind: "proposal".into(),
            identity: "named".into(),
            ..RegisterValues::default()
        },
        &FormErrors::default(),
        RegisterChoices {
            channels: [
                Channel::Phone,
                Channel::Letter,
                Channel::WalkIn,
                Channel::Box,
                Channel::Forum,
                Channel::Talk,
                Channel::Visit,
                Channel::External,
            ]
            .iter()
            .map(|c| Choice::new(c.code(), c.label()))
            .collect(),
            kinds: SuggestionKind::ALL
                .iter()
                .map(|k| Choice::new(k.code(), k.label()))
                .collect(),
            topics: vec![
                Choice::new("", "由系统建议"),
                Choice::new("1", format!("生活福利{taint}")),
            ],
            units: units(taint),
            identities: IdentityLevel::ALL
                .iter()
                .map(|l| Choice::new(l.code(), l.label()))
                .collect(),
        },
    );
    page.registered = vec![LinkView::new(
        format!("GH2026-000122{taint}"),
        "/desk/suggestions/122",
    )];
    page
}

fn marked(parts: &[(&str, bool)], taint: &str) -> Highlighted {
    Highlighted(
        parts
            .iter()
            .map(|(text, hit)| (format!("{text}{taint}"), *hit))
            .collect(),
    )
}

fn search(taint: &str, found: bool, searched: bool) -> SearchPage {
    let hit = |no: &str, external: &str| HitView {
        href: "/desk/suggestions/123".into(),
        ticket_no: no.into(),
        external_no: external.into(),
        title: marked(
            &[
                ("总装车间离", false),
                ("食堂", true),
                ("太远，希望修", false),
                ("无障碍", true),
                ("坡道", false),
            ],
            taint,
        ),
        snippet: marked(
            &[
                ("…另外", false),
                ("食堂", true),
                (
                    "门口有五级台阶，没有坡道，车间里有两位腿脚不便的师傅，每次都要人扶。希望在门口修一条",
                    false,
                ),
                ("无障碍", true),
                ("坡道，并在北区设送餐点…", false),
            ],
            taint,
        ),
        attachment: if external.is_empty() {
            String::new()
        } else {
            format!("食堂改造方案.docx{taint}")
        },
        status: Badge::status(Status::Closed),
        tier: (!external.is_empty()).then(|| Badge::new("近义", Tone::Neutral)),
        facts: vec![
            "生活福利".into(),
            format!("机械冶金工会{taint}"),
            "2026-09-11".into(),
        ],
    };
    let option = |label: &str, count: &str, selected| FacetOption {
        label: format!("{label}{taint}"),
        count: count.into(),
        href: "?".into(),
        selected,
    };
    SearchPage {
        chrome: chrome(taint, "查找", urls::SEARCH),
        q: if searched {
            format!("食堂 无障碍{taint}")
        } else {
            String::new()
        },
        suggest_href: urls::SEARCH_SUGGEST,
        hidden: vec![FieldView::hidden("year", "2026")],
        searched,
        summary: if found {
            "找到 128 件，另有 12 件内容相近".into()
        } else {
            "没有找到".into()
        },
        orders: vec![
            OrderView {
                label: "最相关".into(),
                href: "?".into(),
                current: true,
            },
            OrderView {
                label: "最新".into(),
                href: "?order=newest".into(),
                current: false,
            },
        ],
        facets: Facets {
            groups: vec![
                FacetGroup {
                    title: "主题".into(),
                    options: vec![
                        option("生活福利", "74", false),
                        option("劳动保护", "31", false),
                        option("互助保障", "9", false),
                    ],
                },
                FacetGroup {
                    title: "单位".into(),
                    options: vec![
                        option("机械冶金工会", "66", false),
                        option("交通工会", "12", false),
                    ],
                },
                FacetGroup {
                    title: "年份".into(),
                    options: vec![option("2026", "80", true), option("2025", "48", false)],
                },
            ],
            clear_href: "?".into(),
        },
        hits: if found {
            vec![
                hit("GH2026-000123", ""),
                hit("GH2025-001408", "MYW-20250911-007"),
            ]
        } else {
            Vec::new()
        },
        first_href: if found { "?".into() } else { String::new() },
        next_href: if found {
            "?after=x&page=3".into()
        } else {
            String::new()
        },
        page_label: "第 2 页".into(),
        export_href: if found {
            urls::SEARCH_EXPORT.into()
        } else {
            String::new()
        },
        chosen: vec![LinkView::new(format!("2026年{taint}"), "?")],
        did_you_mean: vec![LinkView::new(format!("职工食堂{taint}"), "?")],
        notes: vec![format!("没有叫“后勤”的单位，按字句查找。{taint}")],
        rebuilding: if searched {
            "正在重建检索，已完成 62 %。重建期间照常检索。".into()
        } else {
            String::new()
        },
    }
}

fn mails(taint: &str, out: &mut Vec<(String, String)>) {
    let row = |subject: &str, state, reason: &str, done: bool| MailRow {
        href: "/desk/mail/9".into(),
        from: format!("zh***@example.org{taint}"),
        subject: format!("{subject}{taint}"),
        received_at: "2026-09-25 08:12".into(),
        state,
        reason: format!("{reason}{taint}"),
        suggestion: done.then(|| LinkView::new("GH2026-000123", "/desk/suggestions/123")),
    };
    put(
        out,
        "mail_list",
        &MailListPage {
            chrome: chrome(taint, "来信邮件", urls::MAIL),
            tabs: tabs(&[
                ("待认领", "3"),
                ("已登记", "128"),
                ("已并入补充", "17"),
                ("自动邮件", "40"),
                ("已处置", "6"),
            ]),
            rows: vec![
                row(
                    "（无主题）",
                    Badge::new("待认领", Tone::Warn),
                    "正文是空的，只有一个附件。",
                    false,
                ),
                row(
                    "回复：关于食堂的建议",
                    Badge::new("已并入补充", Tone::Good),
                    "并入",
                    true,
                ),
            ],
            pager: Pager::new(1, 20, 3, |n| format!("?page={n}")),
            empty: "没有待认领的邮件。".into(),
        },
    );
    put(
        out,
        "mail",
        &MailPage {
            chrome: chrome(taint, "来信邮件", urls::MAIL),
            subject: format!("（无主题）{taint}"),
            state: Badge::new("待认领", Tone::Warn),
            facts: vec![
                Fact::new("发件人", format!("张建国 <zhang@example.org>{taint}")),
                Fact::new("收件人", "huiyin@ghbinhai.example.org"),
                Fact::new("到达", "2026-09-25 08:12"),
                Fact::new("大小", "1.3 MB"),
            ],
            reason: format!("正文是空的，只有一个附件，请人工判断。{taint}"),
            repairs: vec![format!("主题未声明编码，按 GB18030 还原。{taint}")],
            body: format!("（正文为空）{taint}"),
            attachments: attachments(taint),
            suggestion: None,
            quoted: format!("您好，您的来信已登记。{taint}"),
            trace: vec![
                format!("读取：正文0字，附件1个{taint}"),
                "判断：空邮件".into(),
            ],
            evidence: vec![format!("像是人写的：foxmail 7.2{taint}")],
            forwarded: Some(flow::passed_on(taint)),
            bounced: flow::bounced(taint),
            headers: format!("From: zhang@example.org{taint}\nSubject: x"),
            actions: vec![
                ActionForm::folded(
                    "register",
                    "登记为一件建议",
                    "/desk/mail/9/register",
                    "csrf-token",
                )
                .tone(Tone::Good)
                .open()
                .field(FieldView::text("title", "标题", taint).hint("留空则取正文的第一句。"))
                .field(FieldView::textarea("body", "内容", taint, 6).required()),
                ActionForm::folded(
                    "attach",
                    "并入已有的一件",
                    "/desk/mail/9/attach",
                    "csrf-token",
                )
                .field(FieldView::text("ticket_no", "登记号", "").required()),
                ActionForm::folded("dismiss", "不登记", "/desk/mail/9/dismiss", "csrf-token")
                    .explain("邮件保留，写明理由。")
                    .tone(Tone::Bad)
                    .field(FieldView::text("reason", "理由", "").required()),
            ],
            raw_href: "/desk/mail/9/raw".into(),
        },
    );
}

fn accounts(taint: &str, out: &mut Vec<(String, String)>) {
    let one_time = || {
        Some(OneTimePassword {
            username: format!("wangqiang{taint}"),
            password: "hoe8-4kfq-2mzt".into(),
        })
    };
    let roles = || {
        huiyin_core::Role::ALL
            .iter()
            .map(|r| Choice::new(r.code(), r.label()))
            .collect()
    };
    put(
        out,
        "accounts",
        &AccountsPage {
            chrome: chrome(taint, "人员与角色", urls::ACCOUNTS),
            rows: vec![
                AccountRow {
                    href: "/desk/accounts/2".into(),
                    username: format!("wangqiang{taint}"),
                    name: format!("王强{taint}"),
                    unit: "机械冶金工会".into(),
                    roles: "承办人、承办联络员".into(),
                    state: Badge::new("正常", Tone::Good),
                    last_seen: "2026-09-25 08:30".into(),
                },
                AccountRow {
                    href: "/desk/accounts/3".into(),
                    username: "zhaoli".into(),
                    name: "赵丽".into(),
                    unit: "中山区总工会".into(),
                    roles: "部门负责人".into(),
                    state: Badge::new("已停用", Tone::Neutral),
                    last_seen: "从未登录".into(),
                },
            ],
            pager: Pager::new(1, 50, 2, |n| format!("?page={n}")),
            add: Some(
                ActionForm::folded("add", "添加人员", urls::ACCOUNTS, "csrf-token")
                    .field(FieldView::text("name", "姓名", "").required())
                    .field(FieldView::text("username", "用户名", "").required())
                    .field(FieldView::select_grouped("unit", "单位", units(taint)).required())
                    .field(FieldView::checkboxes("role", "角色", roles()).required()),
            ),
            one_time: one_time(),
        },
    );
    put(
        out,
        "account",
        &AccountPage {
            chrome: chrome(taint, "王强", urls::ACCOUNTS),
            name: format!("王强{taint}"),
            state: Badge::new("正常", Tone::Good),
            facts: vec![
                Fact::new("用户名", format!("wangqiang{taint}")),
                Fact::new("单位", "机械冶金工会"),
                Fact::new("最近登录", "2026-09-25 08:30"),
            ],
            actions: vec![
                ActionForm::folded("roles", "调整角色", "/desk/accounts/2/roles", "csrf-token")
                    .open()
                    .field(FieldView::checkboxes("role", "角色", roles()).required()),
                ActionForm::folded("reset", "重置密码", "/desk/accounts/2/reset", "csrf-token")
                    .explain("给出一个一次性密码，现有登录全部退出。"),
                ActionForm::folded(
                    "disable",
                    "停用账号",
                    "/desk/accounts/2/disable",
                    "csrf-token",
                )
                .tone(Tone::Bad)
                .field(FieldView::text("reason", "原因", "").required()),
            ],
            one_time: None,
            timeline: timeline(taint),
        },
    );
}

fn notices(taint: &str) -> NoticesPage {
    let row = |kind: &str, tone| NoticeRow {
        kind: Badge::new(kind, tone),
        text: format!("GH2026-000123：答复的时限为2026年9月25日{taint}"),
        at: "2026-09-24 08:30".into(),
        href: "/desk/suggestions/123".into(),
    };
    NoticesPage {
        chrome: chrome(taint, "通知", urls::NOTICES),
        unread: vec![row("催办通知书", Tone::Warn)],
        read: vec![row("催办提醒", Tone::Neutral)],
        mark_read: Some(ActionForm::new(
            "read",
            "全部标为已读",
            urls::NOTICES,
            "csrf",
        )),
    }
}

fn calendar_import(taint: &str) -> CalendarImportPage {
    let row = |to: &str, note: String| DueRow {
        ticket_no: format!("GH2026-000123{taint}"),
        kind: "答复".into(),
        unit: format!("权益保障部{taint}"),
        from: "2027年1月11日（周一）".into(),
        to: to.to_owned(),
        note,
    };
    CalendarImportPage {
        chrome: chrome(taint, "导入放假安排", urls::CALENDAR),
        title: "2027 年放假安排".into(),
        summary: format!("改变 1 天，调整 1 项时限。{taint}"),
        warnings: vec![format!(
            "2027 年的放假安排已经有了，确认后以这一份为准。{taint}"
        )],
        changes: vec![DayChangeRow {
            day: "2027年1月4日（周一）".into(),
            before: "工作日".into(),
            after: format!("元旦放假{taint}"),
        }],
        moved: vec![row("2027年1月12日（周二）", String::new())],
        unmoved: vec![row("", format!("转办件的办结时限更早，以其为准{taint}"))],
        confirm: ActionForm::new("confirm", "确认导入", urls::CALENDAR_CONFIRM, "csrf-token"),
    }
}

fn calendar(taint: &str) -> CalendarPage {
    let month = |label: &str, first: usize, days: usize| {
        let mut cells: Vec<DayView> = (1..first)
            .map(|_| DayView {
                number: String::new(),
                kind: DayKind::Blank,
                name: String::new(),
                is_today: false,
            })
            .collect();
        for day in 1..=days {
            let weekday = (first + day - 2) % 7;
            let (kind, name) = match (label, day) {
                ("10月", 1..=7) => (DayKind::Holiday, format!("国庆节{taint}")),
                ("10月", 10) | ("9月", 20) => (DayKind::Makeup, "调休上班".to_owned()),
                ("9月", 25..=27) => (DayKind::Holiday, "中秋节".to_owned()),
                _ if weekday >= 5 => (DayKind::Weekend, String::new()),
                _ => (DayKind::Work, String::new()),
            };
            cells.push(DayView {
                number: day.to_string(),
                kind,
                name,
                is_today: label == "9月" && day == 24,
            });
        }
        while !cells.len().is_multiple_of(7) {
            cells.push(DayView {
                number: String::new(),
                kind: DayKind::Blank,
                name: String::new(),
                is_today: false,
            });
        }
        MonthView {
            label: label.into(),
            weeks: cells.chunks(7).map(<[DayView]>::to_vec).collect(),
            summary: "22 个工作日".into(),
        }
    };
    CalendarPage {
        chrome: chrome(taint, "工作日历与时限规则", urls::CALENDAR),
        years: ["2024", "2025", "2026"]
            .iter()
            .map(|y| YearLink {
                label: format!("{y}年"),
                href: format!("?year={y}"),
                current: *y == "2026",
            })
            .collect(),
        alarm: format!("2027 年的放假安排还没有导入。{taint}"),
        done: String::new(),
        import: Some(
            ActionForm::folded(
                "import",
                "导入放假安排",
                urls::CALENDAR_IMPORT,
                "csrf-token",
            )
            .field(FieldView::textarea("text", "通知全文", taint, 8)),
        ),
        source: format!("依据《国务院办公厅关于2026年部分节假日安排的通知》，版本 2026-1。{taint}"),
        is_provisional: false,
        months: vec![
            month("9月", 2, 30),
            month("10月", 4, 31),
            month("11月", 7, 30),
            month("12月", 2, 31),
        ],
        rules: vec![
            TimeRuleRow {
                obligation: "答复".into(),
                applies_to: "建议、求助".into(),
                limit: "10 个工作日".into(),
                version: "2026.1，自 2026-01-01".into(),
            },
            TimeRuleRow {
                obligation: "受理".into(),
                applies_to: format!("全部{taint}"),
                limit: "1 个工作日".into(),
                version: "2026.1，自 2026-01-01".into(),
            },
        ],
        closures: vec![ClosureRow {
            days: "2026年9月10日".into(),
            place: format!("权益保障部（含下级）{taint}"),
            name: format!("台风“梅花”{taint}"),
            reopen: Some(ActionForm::folded(
                "reopen-1",
                "取消停办",
                urls::RULES_PREVIEW,
                "csrf-token",
            )),
            is_removed: false,
        }],
        close: None,
        try_fields: vec![
            FieldView::date("start", "起算日", "2026-09-11"),
            FieldView::text("amount", "期限", "10"),
            FieldView::select(
                "limit_unit",
                "单位",
                vec![
                    Choice::new("working_day", "个工作日"),
                    Choice::new("day", "日"),
                    Choice::new("month", "个月"),
                ],
            ),
        ],
        try_result: format!("2026年9月24日（周四）{taint}"),
        try_why: Some(Explanation { ..why() }),
    }
}

/// Every page of the desk.
pub(super) fn all(taint: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    put(&mut out, "worklist", &worklist(taint, false));
    put(&mut out, "worklist_empty", &worklist(taint, true));
    put(&mut out, "suggestion", &suggestion(taint, false));
    put(&mut out, "suggestion_revealed", &suggestion(taint, true));
    put(&mut out, "register", &register(taint));
    let url = "https://huiyin.example.org/track?code=7K3M9QXT4R2AP0WD";
    put(
        &mut out,
        "registered",
        &RegisteredPage {
            chrome: chrome(taint, "登记回执", urls::REGISTER),
            ticket_no: "GH2026-000124".into(),
            code: "7K3M-9QXT-4R2A-P0WD".into(),
            spoken: ["7、K、3、M", "9、Q、X、T", "4、R、2、A", "P、0（零）、W、D"]
                .map(String::from)
                .to_vec(),
            qr: qr::qr(url, "查进度的二维码"),
            title: format!("宿舍热水晚上十点就停{taint}"),
            received_at: "2026-09-25 14:03".into(),
            due: due(Urgency::OnTime),
            suggestion_href: "/desk/suggestions/124".into(),
            track_url: url.into(),
        },
    );
    put(&mut out, "search", &search(taint, true, true));
    put(&mut out, "search_none", &search(taint, false, true));
    put(&mut out, "search_start", &search(taint, false, false));
    mails(taint, &mut out);
    flow::put_pages(taint, &mut out);
    accounts(taint, &mut out);
    organisation_pages::put_pages(taint, &mut out);
    put(&mut out, "calendar", &calendar(taint));
    put(&mut out, "calendar_import", &calendar_import(taint));
    super::rules::all(taint, &mut out);
    put(&mut out, "notices", &notices(taint));
    routing::all(taint, &mut out);
    super::statistics::put_pages(taint, &mut out);
    put(&mut out, "health", &health::health(taint, false));
    put(&mut out, "health_broken", &health::health(taint, true));
    out
}
