//! 停办日 on the calendar page.

use chrono::{Datelike, NaiveDate};
use huiyin_app::accounts::SignedIn;
use huiyin_app::desk::policy_edit::view_policy;
use huiyin_core::{Role, time};
use huiyin_workflow::calendar::LocalClosure;

use crate::fault::Fault;
use crate::pages::action::ActionForm;
use crate::pages::chrome::Tone;
use crate::pages::desk::calendar::ClosureRow;
use crate::pages::field::{Choice, FieldView, FormErrors};
use crate::pages::urls;
use crate::posted::Posted;
use crate::state::Web;

/// What the page shows of closures.
pub(super) struct Closures {
    all: Vec<(i64, LocalClosure, String)>,
    pub(super) close: Option<ActionForm>,
}

impl Closures {
    pub(super) async fn load(web: &Web, signed_in: &SignedIn) -> Result<Self, Fault> {
        let may = signed_in.actor.has(Role::SystemAdmin);
        let errors = FormErrors::default();
        Ok(Self {
            close: may.then(|| close_form(web, signed_in, &Posted::default(), &errors)),
            ..Self::read(web).await?
        })
    }

    /// With what was typed and what is wrong with it.
    pub(super) async fn refused(
        web: &Web,
        signed_in: &SignedIn,
        typed: &Posted,
        errors: &FormErrors,
    ) -> Result<Self, Fault> {
        Ok(Self {
            close: Some(close_form(web, signed_in, typed, errors)),
            ..Self::read(web).await?
        })
    }

    async fn read(web: &Web) -> Result<Self, Fault> {
        let view = view_policy(web.app()).await?;
        let directory = web.app().directory();
        let all = view.closures.into_iter().map(|row| {
            let place = row.closure.unit.map_or_else(
                || "全部单位".to_owned(),
                |unit| format!("{}（含下级）", directory.unit_name(unit)),
            );
            (row.id, row.closure, place)
        });
        Ok(Self {
            all: all.collect(),
            close: None,
        })
    }

    pub(super) fn rows(&self, signed_in: &SignedIn, year: i32) -> Vec<ClosureRow> {
        let may = signed_in.actor.has(Role::SystemAdmin);
        self.all
            .iter()
            .filter(|(_, closure, _)| closure.from.year() == year || closure.to.year() == year)
            .map(|(id, closure, place)| ClosureRow {
                days: span(closure.from, closure.to),
                place: place.clone(),
                name: closure.name.clone(),
                reopen: (may && !closure.is_removed).then(|| reopen_form(signed_in, *id)),
                is_removed: closure.is_removed,
            })
            .collect()
    }
}

fn span(from: NaiveDate, to: NaiveDate) -> String {
    if from == to {
        time::chinese_date(from)
    } else {
        format!("{}至{}", time::chinese_date(from), time::chinese_date(to))
    }
}

fn reopen_form(signed_in: &SignedIn, id: i64) -> ActionForm {
    let code = format!("reopen-{id}");
    ActionForm::folded(&code, "取消停办", urls::RULES_PREVIEW, &signed_in.csrf)
        .submit("预览")
        .tone(Tone::Bad)
        .field(FieldView::hidden("change", "reopen"))
        .field(FieldView::hidden("closure", &id.to_string()))
        .field(FieldView::text("reason", "理由", "").hint("记入修改记录"))
}

fn close_form(web: &Web, signed_in: &SignedIn, typed: &Posted, errors: &FormErrors) -> ActionForm {
    let mut units = vec![Choice::new("", "全部单位")];
    let directory = web.app().directory();
    units.extend(directory.units.iter().map(|unit| {
        let id = unit.id.to_string();
        let is_chosen = typed.field("unit") == id;
        Choice::new(id, unit.name.clone()).selected_if(is_chosen)
    }));
    ActionForm::folded("close", "增加停办日", urls::RULES_PREVIEW, &signed_in.csrf)
        .explain("先预览哪些未了的时限会顺延，确认后才生效。")
        .submit("预览")
        .tone(Tone::Good)
        .field(FieldView::hidden("change", "close"))
        .field(FieldView::date("from", "第一天", typed.field("from")))
        .field(FieldView::date("to", "最后一天", typed.field("to")).hint("只停一天的可以不填"))
        .field(FieldView::select("unit", "停办的单位", units).hint("下级单位一并停办"))
        .field(
            FieldView::text("name", "事由", typed.field("name"))
                .hint("例如：台风“梅花”；会告知建议人"),
        )
        .field(
            FieldView::text("reason", "依据", typed.field("reason"))
                .hint("例如：市防指通知〔2026〕3号"),
        )
        .errors(errors)
}
