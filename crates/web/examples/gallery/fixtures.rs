//! Made-up values for every page. `taint` is put into every text that could come from outside, so
//! that a test can see it escaped.

use askama::Template;

use super::pages;
use pages::account::{LoginPage, PasswordPage};
use pages::chrome::{Chrome, NavItem, Notice, Organisation, StaffView, Tone};
use pages::field::FormErrors;
use pages::parts::{
    AttachmentView, Badge, DueView, Explanation, Fact, Figure, PointReplyView, ReplyView, Timeline,
    TimelineEntry,
};
use pages::public::error::{ErrorKind, ErrorPage};
use pages::public::home::HomePage;
use pages::public::privacy::PrivacyPage;
use pages::public::receipt::ReceiptPage;
use pages::public::submit::{CampaignNote, SubmitPage, SubmitValues};
use pages::public::track::{
    PartView, RatingValues, StepState, StepView, TrackEntryPage, TrackPage, WholeView,
    WithdrawPage, code_field, rating_form, review_form, supplement_form, withdraw_form,
};
use pages::{qr, urls};

use huiyin_core::{Status, Urgency};
use pages::field::{Choice, ChoiceGroup};

#[path = "fixtures_desk.rs"]
mod desk;
#[path = "fixtures_open.rs"]
mod open;
#[path = "fixtures_rules.rs"]
mod rules;
#[path = "fixtures_statistics.rs"]
mod statistics;

/// Every page, as (name, HTML).
pub(super) fn all(taint: &str) -> Vec<(String, String)> {
    let mut out = public(taint);
    out.extend(desk::all(taint));
    out.extend(open::all(taint));
    out
}

pub(super) fn put(out: &mut Vec<(String, String)>, name: &str, page: &impl Template) {
    out.push((name.to_owned(), page.render().unwrap()));
}

pub(super) fn organisation(taint: &str) -> Organisation {
    Organisation {
        name: format!("滨海市总工会{taint}"),
        office: "职工意见建议办理办公室".into(),
        phone: "0411-1235 1235".into(),
        email: "huiyin@ghbinhai.example.org".into(),
        address: "滨海市中山区人民路 1 号职工服务中心一楼".into(),
        hours: "工作日 8:30–11:30，13:30–17:00".into(),
    }
}

fn chrome(taint: &str, title: &str, current: &str) -> Chrome {
    Chrome::public(organisation(taint), title, current)
}

pub(super) fn staff(taint: &str) -> StaffView {
    StaffView {
        name: format!("李敏{taint}"),
        unit: "职工意见建议办理办公室".into(),
        roles: "分办员、登记员".into(),
        nav: vec![
            NavItem::new("工作台", urls::DESK).counted(12),
            NavItem::new("登记", urls::REGISTER),
            NavItem::new("查找", urls::SEARCH),
            NavItem::new("邮件", urls::MAIL).counted(3),
            NavItem::new("人员", urls::ACCOUNTS),
            NavItem::new("日历与时限", urls::CALENDAR),
            NavItem::new("台账", urls::HEALTH),
        ],
    }
}

pub(super) fn why() -> Explanation {
    Explanation {
        rule: "建议：自收到的次日起 10 个工作日内答复（时限规则 2026.1，工作日历 2026-2）。".into(),
        steps: vec![
            "9月11日（周五）收到，当日不计。".into(),
            "9月14日至18日，第 1 至 5 个工作日。".into(),
            "9月20日（周日）调休上班，第 6 个工作日。".into(),
            "9月21日至24日，第 7 至 10 个工作日。".into(),
            "9月24日（周四）24:00 到期。".into(),
        ],
    }
}

pub(super) fn due(urgency: Urgency) -> DueView {
    let remaining = match urgency {
        Urgency::OnTime => "还有 6 个工作日",
        Urgency::DueSoon => "今天到期",
        Urgency::Overdue => "已超期 2 个工作日",
    };
    DueView {
        what: "答复".into(),
        date: "9月24日（周四）".into(),
        urgency,
        remaining: remaining.into(),
        why: Some(why()),
    }
}

pub(super) fn units(taint: &str) -> Vec<ChoiceGroup> {
    let choices = |names: &[&str], from: usize| {
        names
            .iter()
            .enumerate()
            .map(|(i, name)| Choice::new((from + i).to_string(), format!("{name}{taint}")))
            .collect()
    };
    vec![
        ChoiceGroup {
            label: format!("机关部门{taint}"),
            choices: choices(
                &["权益保障部", "劳动和经济工作部", "宣传教育部", "女职工部"],
                1,
            ),
        },
        ChoiceGroup {
            label: "区市县总工会".into(),
            choices: choices(&["中山区总工会", "甘井子区总工会", "瓦房店市总工会"], 20),
        },
        ChoiceGroup {
            label: "产业工会".into(),
            choices: choices(&["机械冶金工会", "交通工会", "教育工会"], 40),
        },
    ]
}

pub(super) const BODY: &str = "我们总装车间在厂区最北边，离食堂有两公里。中午休息只有四十分钟，来回走路就要半个小时，很多人只好吃泡面。\n\n另外食堂门口有五级台阶，没有坡道，车间里有两位腿脚不便的师傅，每次都要人扶。\n\n希望：一、在北区设一个送餐点；二、食堂门口修一条无障碍坡道。";

pub(super) fn attachments(taint: &str) -> Vec<AttachmentView> {
    vec![
        AttachmentView {
            file_name: format!("食堂门口台阶{taint}.jpg"),
            size: "1.2 MB".into(),
            kind: "图片".into(),
            href: "/desk/attachments/1".into(),
        },
        AttachmentView {
            file_name: "第二机床厂总装车间全体职工关于增设送餐点和无障碍坡道的联名建议书（签字扫描件）2026年9月.pdf".into(),
            size: "640 KB".into(),
            kind: "PDF 文档".into(),
            href: String::new(),
        },
    ]
}

pub(super) fn reply(taint: &str) -> ReplyView {
    ReplyView {
        kind: "正式答复".into(),
        state: Badge::new("已发出", Tone::Good),
        unit: format!("机械冶金工会{taint}"),
        issued_at: "2026-09-22 10:30".into(),
        points: vec![
            PointReplyView {
                number: "1".into(),
                point: format!("在北区设一个送餐点{taint}"),
                text: format!("经与第二机床厂行政协商，自 10 月 8 日起每个工作日 11:30 在总装车间东门设送餐点，饭菜品种、价格与食堂一致，由食堂用保温车送达。{taint}"),
            },
            PointReplyView {
                number: "2".into(),
                point: "食堂门口修一条无障碍坡道".into(),
                text: "坡道已列入厂区第四季度维修计划，预算 2.8 万元，计划 11 月 30 日前完工。完工前由食堂安排专人在门口协助。".into(),
            },
        ],
        facts: vec![
            Fact::new("结果类别", "B类：列入计划，限期解决"),
            Fact::new("采纳情况", "采纳"),
            Fact::new("承诺", "2026年11月30日前完成坡道，届时再次告知"),
        ],
        findings: Vec::new(),
        attachments: Vec::new(),
    }
}

pub(super) fn timeline(taint: &str) -> Timeline {
    let entry = |at: &str, title: &str, who: &str, lines: &[&str], tone| TimelineEntry {
        at: at.into(),
        title: title.into(),
        who: format!("{who}{taint}"),
        lines: lines.iter().map(|line| format!("{line}{taint}")).collect(),
        tone,
    };
    Timeline {
        entries: vec![
            entry(
                "2026-09-22 10:30",
                "答复已发出",
                "机械冶金工会",
                &["请查看答复并评价。"],
                Tone::Good,
            ),
            entry(
                "2026-09-14 09:10",
                "签收",
                "机械冶金工会",
                &["承办人：王强"],
                Tone::Info,
            ),
            entry(
                "2026-09-14 08:52",
                "分办",
                "办理办公室",
                &[
                    "主办：机械冶金工会；协办：权益保障部",
                    "请主办单位于 9 月 24 日前答复。",
                ],
                Tone::Info,
            ),
            entry(
                "2026-09-14 08:40",
                "受理",
                "办理办公室",
                &["件类：建议；共 2 个诉求点"],
                Tone::Info,
            ),
            entry(
                "2026-09-11 14:03",
                "收到并登记",
                "",
                &["登记号 GH2026-000123"],
                Tone::Neutral,
            ),
        ],
    }
}

fn figures() -> Vec<Figure> {
    let figure = |label: &str, value: &str, unit: &str, note: &str| Figure {
        label: label.into(),
        value: value.into(),
        unit: unit.into(),
        note: note.into(),
    };
    vec![
        figure("收到", "326", "件", ""),
        figure("已答复", "97.5", "%", "318 / 326 件"),
        figure("平均用时", "6.2", "个工作日", "从登记到首次答复"),
        figure("评价满意", "88.1", "%", "148 / 168 件参评"),
    ]
}

fn submit(taint: &str, wrong: bool) -> SubmitPage {
    let mut values = SubmitValues::default();
    let mut errors = FormErrors::default();
    if wrong {
        values = SubmitValues {
            intent: "suggest".into(),
            campaign: String::new(),
            body: String::new(),
            title: format!("食堂{taint}"),
            unit: "41".into(),
            identity: "named".into(),
            name: format!("张建国{taint}"),
            phone: format!("1380013{taint}"),
            email: format!("zhang@example.org{taint}"),
            employer: format!("第二机床厂{taint}"),
            consent: String::new(),
            publish: "yes".into(),
            publish_named: String::new(),
            file_names: vec![format!("台阶{taint}.jpg")],
        };
        errors.add("body", "内容不能为空");
        errors.add("phone", "电话号码不完整，请检查");
        errors.add("consent", "请勾选同意，否则我们不能处理您的信息");
    }
    SubmitPage::new(
        chrome(taint, "提建议", urls::SUBMIT),
        "once-token",
        &values,
        &errors,
        units(taint),
        wrong.then(|| CampaignNote {
            code: format!("safety-2026{taint}"),
            name: format!("安康杯金点子{taint}"),
            intro: format!("车间里哪里不安全，怎么改？{taint}"),
            period: format!("2026年9月1日至2026年9月30日{taint}"),
            is_closed: true,
        }),
    )
}

fn track(taint: &str, answered: bool) -> TrackPage {
    let c = chrome(taint, "查进度", urls::TRACK);
    let m = c.messages;
    let none = FormErrors::default();
    let step = |label: &str, note: &str, state| StepView {
        label: label.into(),
        note: note.into(),
        state,
    };
    let steps = if answered {
        vec![
            step("收到", "9月11日", StepState::Done),
            step("受理", "9月14日", StepState::Done),
            step("办理", "9月14日", StepState::Done),
            step("答复", "9月22日", StepState::Current),
            step("办结", "", StepState::Ahead),
        ]
    } else {
        vec![
            step("收到", "9月11日", StepState::Done),
            step("受理", "9月14日", StepState::Done),
            step("办理", "", StepState::Current),
            step("答复", "", StepState::Ahead),
            step("办结", "", StepState::Ahead),
        ]
    };
    let mut wrong = FormErrors::default();
    wrong.add("speed", "请选择对办理速度的评价");
    TrackPage {
        ticket_no: "GH2026-000123".into(),
        title: format!("总装车间在厂区最北边，离食堂有两公里{taint}"),
        status: Badge::status(if answered {
            Status::Replied
        } else {
            Status::InProgress
        }),
        standing: if answered {
            "机械冶金工会已经答复，请您评价。".into()
        } else {
            format!("正由机械冶金工会办理，权益保障部协助。{taint}")
        },
        steps,
        due: (!answered).then(|| due(Urgency::OnTime)),
        facts: vec![
            Fact::new("收到时间", "2026-09-11 14:03"),
            Fact::new("身份", "隐名"),
            Fact::new("主办单位", format!("机械冶金工会{taint}")),
        ],
        body: format!("{BODY}{taint}"),
        supplements: vec![Fact::new(
            "2026-09-16 08:20",
            "补充一点：二车间也有同样的情况。",
        )],
        attachments: attachments(taint),
        replies: if answered {
            vec![reply(taint)]
        } else {
            Vec::new()
        },
        parts: vec![PartView {
            ticket_no: "GH2026-000132".into(),
            title: format!("班车末班太早{taint}"),
            status: Badge::status(Status::InProgress),
            standing: format!("机械冶金工会正在办理。{taint}"),
            due: "答复不晚于2026年9月28日。".into(),
            reply: answered.then(|| reply(taint)),
            href: "/track?part=1".into(),
        }],
        whole: answered.then(|| WholeView {
            text: format!("由您的来件 GH2026-000120 拆分，返回原件{taint}"),
            href: "/track".into(),
        }),
        timeline: timeline(taint),
        supplement: (!answered).then(|| {
            supplement_form(
                m,
                "/track/supplement",
                &format!("请说明北区大约有多少人需要送餐。{taint}"),
                taint,
                &none,
            )
        }),
        rating: answered.then(|| {
            rating_form(
                m,
                "/track/rate",
                &RatingValues {
                    result: "satisfied".into(),
                    comment: taint.into(),
                    ..RatingValues::default()
                },
                &wrong,
            )
        }),
        review: answered.then(|| {
            review_form(
                m,
                "/track/review",
                huiyin_core::ReviewLevel::Reexamination,
                "2026年10月30日",
                taint,
                &wrong,
            )
        }),
        rated: None,
        withdraw_url: (!answered).then(|| "/track/withdraw".into()),
        publication: Some(open::publication_box(taint, answered)),
        first_event: "b7e23ec29af22b0b4e41da31e868d57226121c84a4f1b2f1a1b2c3d4e5f60718".into(),
        chrome: c,
    }
}

fn public(taint: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let c = chrome(taint, "首页", urls::HOME);
    put(
        &mut out,
        "home",
        &HomePage {
            code: code_field(c.messages, ""),
            chrome: c,
            figures: figures(),
            period: "2026年1月1日至9月25日".into(),
            campaigns: vec![(
                format!("/c/safety-2026{taint}"),
                format!("安康杯金点子{taint}"),
                format!("2026年9月1日起{taint}"),
            )],
        },
    );
    put(&mut out, "submit", &submit(taint, false));
    put(&mut out, "submit_errors", &submit(taint, true));
    let track_url = "https://huiyin.example.org/track?code=7K3M9QXT4R2AP0WD";
    put(
        &mut out,
        "receipt",
        &ReceiptPage {
            chrome: chrome(taint, "登记回执", urls::SUBMIT),
            ticket_no: "GH2026-000123".into(),
            code: "7K3M-9QXT-4R2A-P0WD".into(),
            track_url: track_url.into(),
            qr: qr::qr(track_url, "查进度的二维码"),
            title: format!("总装车间在厂区最北边，离食堂有两公里{taint}"),
            received_at: "2026-09-11 14:03".into(),
            identity: "隐名".into(),
            attachments: "2 个".into(),
            due: due(Urgency::OnTime),
            first_event: "b7e23ec29af22b0b4e41da31e868d57226121c84a4f1b2f1a1b2c3d4e5f60718".into(),
            mailed_to: "zh***@example.org".into(),
        },
    );
    let mut wrong = FormErrors::default();
    wrong.add("code", "没有查到。请核对查询码，一共 16 位");
    put(
        &mut out,
        "track_entry",
        &TrackEntryPage::new(
            chrome(taint, "查进度", urls::TRACK),
            &format!("7K3M{taint}"),
            &wrong,
        ),
    );
    put(&mut out, "track", &track(taint, false));
    put(&mut out, "track_answered", &track(taint, true));
    let c = chrome(taint, "撤回", urls::TRACK);
    put(
        &mut out,
        "withdraw",
        &WithdrawPage {
            ticket_no: "GH2026-000123".into(),
            title: format!("总装车间在厂区最北边{taint}"),
            form: withdraw_form(c.messages, "/track/withdraw", taint, &FormErrors::default()),
            back_url: "/track".into(),
            chrome: c,
        },
    );
    put(
        &mut out,
        "privacy",
        &PrivacyPage {
            chrome: chrome(taint, "个人信息处理规则", urls::PRIVACY),
            identity_kept: "2 年".into(),
            archive_kept: "10 年".into(),
            effective_on: "2026年1月1日".into(),
        },
    );
    for kind in ErrorKind::ALL {
        let page = ErrorPage::new(chrome(taint, "", ""), *kind, "7f3a-21");
        put(&mut out, &format!("error_{kind:?}").to_lowercase(), &page);
    }
    let mut wrong = FormErrors::default();
    wrong.add("", "用户名或密码不对");
    put(
        &mut out,
        "login",
        &LoginPage::new(
            chrome(taint, "登录", urls::LOGIN),
            "csrf",
            &format!("limin{taint}"),
            "/desk",
            &wrong,
        ),
    );
    let mut wrong = FormErrors::default();
    wrong.add("again", "两次输入的新密码不一样");
    let c = Chrome::desk(
        organisation(taint),
        "修改密码",
        urls::PASSWORD,
        staff(taint),
        "csrf",
    )
    .with_notice(Some(Notice {
        tone: Tone::Good,
        text: format!("已登录{taint}"),
    }));
    put(
        &mut out,
        "password",
        &PasswordPage::new(c, true, 12, &wrong),
    );
    out
}
