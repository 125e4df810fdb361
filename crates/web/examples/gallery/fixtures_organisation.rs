//! The pages 组织机构.

use super::pages::action::ActionForm;
use super::pages::chrome::Tone;
use super::pages::desk::organisation::{OrganisationPage, UnitPage, UnitRow};
use super::pages::field::FieldView;
use super::pages::parts::{Badge, Fact};
use super::pages::urls;
use super::{chrome, put, units};

pub(super) fn put_pages(taint: &str, out: &mut Vec<(String, String)>) {
    let row = |indent: &str, name: &str, leader: &str, state| UnitRow {
        href: "/desk/organisation/2".into(),
        indent: indent.into(),
        name: format!("{name}{taint}"),
        short_name: format!("{name}{taint}"),
        code: "rights".into(),
        leader: format!("{leader}{taint}"),
        state,
    };
    let url = "/desk/organisation/2/merge";
    let merge = ActionForm::folded("merge", "并入其他单位", url, "csrf-token")
        .explain("它还有 12 件未了的事、3 个账号、0 个下级单位。")
        .tone(Tone::Bad)
        .field(FieldView::select_grouped("into", "接收单位", units(taint)).required())
        .field(FieldView::text("confirmed", "确认", "").required());
    put(
        out,
        "organisation",
        &OrganisationPage {
            chrome: chrome(taint, "组织机构", urls::ORGANISATION),
            rows: vec![
                row("", "滨海市总工会", "李主席", Badge::new("在用", Tone::Good)),
                row("└ ", "权益保障部", "随上级", Badge::new("在用", Tone::Good)),
                row(
                    "└ ",
                    "女职工部",
                    "随上级",
                    Badge::new("已并入权益保障部", Tone::Neutral),
                ),
            ],
            add: ActionForm::folded("add", "添加单位", urls::ORGANISATION, "csrf-token")
                .field(FieldView::text("name", "全称", taint).required()),
        },
    );
    put(
        out,
        "unit",
        &UnitPage {
            chrome: chrome(taint, "权益保障部", urls::ORGANISATION),
            name: format!("权益保障部{taint}"),
            state: Badge::new("在用", Tone::Good),
            facts: vec![Fact::new("代码", "rights"), Fact::new("未了的件", "12")],
            actions: vec![merge],
        },
    );
}
