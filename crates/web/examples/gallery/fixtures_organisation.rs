//! The pages 组织机构 and 征集活动.

use super::pages::action::ActionForm;
use super::pages::chrome::Tone;
use super::pages::desk::campaigns::{CampaignListRow, CampaignPage, CampaignsPage, PosterPage};
use super::pages::desk::organisation::{OrganisationPage, UnitPage, UnitRow};
use super::pages::field::FieldView;
use super::pages::parts::{Badge, Fact};
use super::pages::qr;
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
    put_campaigns(taint, out);
}

fn put_campaigns(taint: &str, out: &mut Vec<(String, String)>) {
    let name = format!("安康杯金点子{taint}");
    let period = format!("2026年9月1日至2026年9月30日{taint}");
    let chrome = || chrome(taint, "征集活动", urls::CAMPAIGNS);
    let form = |title: &str| {
        ActionForm::new("change", title, "/desk/campaigns/2", "csrf-token")
            .field(FieldView::text("name", "名称", &name).required())
            .field(FieldView::textarea("intro", "征集什么", taint, 4).required())
    };
    put(
        out,
        "campaigns",
        &CampaignsPage {
            chrome: chrome(),
            add: form("添加活动"),
            rows: vec![CampaignListRow {
                href: "/desk/campaigns/2".into(),
                name: name.clone(),
                period: period.clone(),
                count: "12 件".into(),
                state: Badge::new("进行中", Tone::Good),
            }],
        },
    );
    put(
        out,
        "campaign",
        &CampaignPage {
            chrome: chrome(),
            name: name.clone(),
            state: Badge::new("已结束", Tone::Neutral),
            facts: vec![Fact::new("时间", period.clone())],
            poster_href: "/desk/campaigns/2/poster".into(),
            change: form("保存修改"),
        },
    );
    let address = format!("https://huiyin.example.org/c/safety-2026{taint}");
    put(
        out,
        "campaign_poster",
        &PosterPage {
            chrome: chrome(),
            qr: qr::qr(&address, "扫码提建议"),
            address,
            period,
            intro: format!("车间里哪里不安全，怎么改？{taint}"),
            name,
        },
    );
}
