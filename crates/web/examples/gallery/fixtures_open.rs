//! Made-up values for what is public and what is archived.

use super::{organisation, pages, put, staff};
use pages::action::ActionForm;
use pages::chrome::{Chrome, Tone};
use pages::desk::archive::{ArchivePage, ArchiveRow, ArchivedPage};
use pages::desk::publication::{PublicationPage, PublicationQueuePage, PublishableRow};
use pages::field::{Choice, ChoiceGroup, FieldView};
use pages::parts::{Fact, LinkView, Pager};
use pages::public::published::{PublishedListPage, PublishedPage, PublishedRow};
use pages::public::track::PublicationBox;
use pages::urls;

const BODY: &str =
    "二号食堂门口有三级台阶，轮椅进不去，推婴儿车的女职工也要两个人抬。建议加一条坡道。";
const REPLY: &str = "坡道已于九月七日修好，宽 1.2 米，有扶手，请大家使用。";

pub(super) fn publication_box(taint: &str, is_public: bool) -> PublicationBox {
    let form = ActionForm::new("withdraw-consent", "撤回同意", "/t/x/withdraw-consent", "")
        .explain("撤回以后不再公开。")
        .tone(Tone::Bad);
    if is_public {
        PublicationBox {
            text: "这件建议已经公开（公开〔2026〕3号）。下面是公开的文字。".into(),
            href: "/public/2026-3".into(),
            body: format!("食堂增设坡道\n{BODY}{taint}"),
            reply: format!("{REPLY}{taint}"),
            form,
        }
    } else {
        PublicationBox {
            text: "您已同意公开（不署名）。".into(),
            href: String::new(),
            body: String::new(),
            reply: String::new(),
            form,
        }
    }
}

fn desk_chrome(taint: &str, title: &str, current: &str) -> Chrome {
    Chrome::desk(
        organisation(taint),
        title,
        current,
        staff(taint),
        "csrf-token",
    )
}

fn list(taint: &str, is_empty: bool) -> PublishedListPage {
    let row = |n: u32, title: &str| PublishedRow {
        href: format!("/public/2026-{n}"),
        title: format!("{title}{taint}"),
        excerpt: format!("{BODY}{taint}"),
        facts: vec![
            format!("公开〔2026〕{n}号"),
            format!("后勤服务{taint}"),
            "2026年9月25日".into(),
        ],
    };
    PublishedListPage {
        chrome: Chrome::public(organisation(taint), "公开答复", urls::PUBLIC),
        query: FieldView::text("q", "查找", taint),
        topic: FieldView::select_grouped(
            "topic",
            "类别",
            vec![ChoiceGroup {
                label: String::new(),
                choices: vec![
                    Choice::new("", "全部类别"),
                    Choice::new("3", format!("后勤服务{taint}")),
                ],
            }],
        ),
        rows: if is_empty {
            Vec::new()
        } else {
            vec![
                row(3, "食堂门口增设无障碍坡道"),
                row(
                    2,
                    "夜班班车增加一个停靠点，总装车间北门离现在的站有一公里多",
                ),
            ]
        },
        total: "共 42 件".into(),
        empty: "没有找到。换一个说法，或者少用几个词。".into(),
        pager: Pager::new(2, 20, 42, |page| format!("/public?page={page}")),
    }
}

pub(super) fn all(taint: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    put(&mut out, "published_list", &list(taint, false));
    put(&mut out, "published_none", &list(taint, true));
    put(
        &mut out,
        "published",
        &PublishedPage {
            chrome: Chrome::public(organisation(taint), "食堂增设坡道", urls::PUBLIC),
            number: "公开〔2026〕3号".into(),
            title: format!("食堂门口增设无障碍坡道{taint}"),
            body: format!("{BODY}{taint}"),
            reply: format!("{REPLY}{taint}"),
            facts: vec![
                Fact::new("类别", format!("后勤服务{taint}")),
                Fact::new("署名", "不署名"),
                Fact::new("公开日期", "2026年9月25日"),
            ],
            pictures: vec![LinkView::new("图片 1", "/public/2026-3/files/1")],
        },
    );
    let row = |note: &str| PublishableRow {
        href: "/desk/publication/123".into(),
        ticket_no: "GH2026-000123".into(),
        title: format!("食堂门口增设无障碍坡道{taint}"),
        byline: "不署名".into(),
        consented_at: "2026-09-24 08:30".into(),
        note: note.to_owned(),
    };
    put(
        &mut out,
        "desk_publication_queue",
        &PublicationQueuePage {
            chrome: desk_chrome(taint, "公开审核", urls::PUBLICATION),
            rows: vec![row(""), row("曾公开，已撤下")],
        },
    );
    put(
        &mut out,
        "desk_publication",
        &PublicationPage {
            chrome: desk_chrome(taint, "食堂增设坡道", urls::PUBLICATION),
            ticket_no: "GH2026-000123".into(),
            title: format!("食堂门口增设无障碍坡道{taint}"),
            body: format!("{BODY}我叫王建国，电话13812345678。{taint}"),
            replies: vec![super::reply(taint)],
            units: LinkView::new("同时隐去单位名称", "?units=hide"),
            form: ActionForm::new("publish", "公开", "/desk/suggestions/123/publish", "csrf")
                .explain(format!("建议人选择：不署名。{taint}"))
                .field(FieldView::text("title", "公开的标题", taint).required())
                .field(FieldView::textarea("body", "公开的内容", BODY, 8).required())
                .field(FieldView::textarea("reply", "公开的答复", REPLY, 8).required()),
            item_href: "/desk/suggestions/123".into(),
        },
    );
    put(
        &mut out,
        "desk_archive",
        &ArchivePage {
            chrome: desk_chrome(taint, "归档", urls::ARCHIVE),
            waiting: vec![LinkView::new(
                format!("GH2026-000101 已办结，2026-03-01 09:00结束{taint}"),
                "/desk/suggestions/101",
            )],
            rule: "事项结束满 12 个月的，自动归档。".into(),
            rows: vec![ArchiveRow {
                href: "/desk/archive/7".into(),
                ticket_no: "GH2025-000007".into(),
                title: format!("夜班班车{taint}"),
                archived_at: "2026-09-01 02:00".into(),
                by: "按期自动".into(),
                size: "38 KB".into(),
            }],
            pager: Pager::new(1, 50, 1, |page| format!("?page={page}")),
        },
    );
    put(
        &mut out,
        "desk_archived",
        &ArchivedPage {
            chrome: desk_chrome(taint, "夜班班车", urls::ARCHIVE),
            ticket_no: "GH2025-000007".into(),
            title: format!("夜班班车{taint}"),
            facts: vec![
                Fact::new("状态", "已办结"),
                Fact::new(
                    "SHA-256",
                    "b7e23ec29af22b0b4e41da31e868d57226121c84a4f1b2f1a1b2c3d4e5f60718",
                ),
            ],
            package_href: "/desk/archive/7/package".into(),
            item_href: "/desk/suggestions/7".into(),
            full: Some(
                ActionForm::new("full", "下载含身份的归档包", "/desk/archive/7/full", "csrf")
                    .field(FieldView::textarea("reason", "理由", taint, 2).required()),
            ),
        },
    );
    out
}
