//! 导入放假安排: a pasted notice or a file, what it would change, and the confirmation.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use huiyin_app::AppError;
use huiyin_app::accounts::SignedIn;
use huiyin_app::desk::calendar_import::{self, CalendarPreview, CalendarSource};
use huiyin_core::{Role, UnitId, time};

use crate::fault::{Fault, private_html};
use crate::guard::Staff;
use crate::pages::action::ActionForm;
use crate::pages::chrome::Tone;
use crate::pages::desk::calendar_import::{CalendarImportPage, DayChangeRow, DueRow};
use crate::pages::field::{FieldView, FormErrors};
use crate::pages::urls;
use crate::posted::Posted;
use crate::present::{desk_chrome, form_errors};
use crate::staff::calendar::{Asked, page};
use crate::staff::closures::Closures;
use crate::state::Web;

/// Rows shown of each list; all of them move.
const SHOWN: usize = 500;

/// The form on the calendar page; `None` for whoever may not import.
pub(super) fn import_form(
    signed_in: &SignedIn,
    typed: &Posted,
    errors: &FormErrors,
) -> Option<ActionForm> {
    signed_in.actor.has(Role::SystemAdmin).then(|| {
        ActionForm::folded(
            "import",
            "导入放假安排",
            urls::CALENDAR_IMPORT,
            &signed_in.csrf,
        )
        .explain("先预览哪些日期和时限会变化，确认后才生效。不需要联网。")
        .submit("预览")
        .tone(Tone::Good)
        .field(
            FieldView::textarea("text", "通知全文", typed.field("text"), 10)
                .hint("连同标题“国务院办公厅关于20XX年部分节假日安排的通知”一起粘贴"),
        )
        .field(
            FieldView::files("file", "或者选择文件", ".txt,.json,.xlsx", 1, 1)
                .hint("通知的文本文件、holiday-cn 格式的 JSON，或有“日期、类型（放假或上班）、名称”三列的 .xlsx；日期可以写成“2027-01-01 至 2027-01-04”"),
        )
        .errors(errors)
    })
}

/// What was typed, or else the file.
fn source(posted: &Posted) -> CalendarSource {
    let text = posted.field("text");
    match posted.files.first() {
        Some(file) if text.trim().is_empty() => CalendarSource::File(file.bytes.clone()),
        Some(_) | None => CalendarSource::Text(text.to_owned()),
    }
}

pub(crate) async fn preview_calendar(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    posted: Posted,
) -> Result<Response, Fault> {
    posted.check_csrf(&signed_in)?;
    let preview =
        calendar_import::preview_calendar(web.app(), &signed_in.actor, source(&posted)).await;
    match preview {
        Ok(preview) => private_html(StatusCode::OK, &preview_page(&web, &signed_in, preview)),
        Err(error) => again(&web, &signed_in, &posted, error).await,
    }
}

pub(crate) async fn confirm_calendar(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    posted: Posted,
) -> Result<Response, Fault> {
    posted.check_csrf(&signed_in)?;
    let confirmed = calendar_import::confirm_calendar(
        web.app(),
        &signed_in.actor,
        posted.field("base"),
        CalendarSource::Text(posted.field("text").to_owned()),
    )
    .await;
    match confirmed {
        Ok(done) => {
            let (year, moved) = (done.year, done.moved);
            let to = format!("{}?year={year}&moved={moved}", urls::CALENDAR);
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => again(&web, &signed_in, &posted, error).await,
    }
}

/// The calendar page with what was typed and what is wrong with it.
async fn again(
    web: &Web,
    signed_in: &SignedIn,
    posted: &Posted,
    error: AppError,
) -> Result<Response, Fault> {
    let AppError::Invalid(errors) = error else {
        return Err(error.into());
    };
    let errors = form_errors(&errors, &[("base", "text")]);
    let import = import_form(signed_in, posted, &errors);
    let closures = Closures::load(web, signed_in).await?;
    let page = page(web, signed_in, &Asked::of_year(None), import, closures);
    private_html(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

fn preview_page(web: &Web, signed_in: &SignedIn, preview: CalendarPreview) -> CalendarImportPage {
    let directory = web.app().directory();
    let due = |at| time::chinese_date(time::due_date(at));
    let ticket = |no: String| {
        if no.is_empty() {
            "保密件".to_owned()
        } else {
            no
        }
    };
    let unit = |unit: UnitId| directory.unit_name(unit);
    let year = preview.notice.year;
    let (n_days, n_moved) = (preview.changes.len(), preview.moved.len());
    let mut warnings = preview.warnings;
    if n_moved > SHOWN || preview.unmoved.len() > SHOWN {
        warnings.push(format!("下面每张表只列出前 {SHOWN} 项，确认后全部调整。"));
    }
    let chrome = desk_chrome(web, signed_in, "导入放假安排", urls::CALENDAR);
    let confirm = ActionForm::new("confirm", "确认导入", urls::CALENDAR_CONFIRM, &chrome.csrf)
        .explain("保存后立即按新的日历计算；下面列出的时限随之调整，答复时限有变化的会通知建议人。")
        .tone(Tone::Good)
        .field(FieldView::hidden("base", &preview.base_version))
        .field(FieldView::hidden("text", &preview.notice.to_holiday_cn()));
    CalendarImportPage {
        title: format!("{year} 年放假安排"),
        summary: match preview.n_confirmed {
            0 => format!("改变 {n_days} 天，调整 {n_moved} 项未了的时限。"),
            n => format!(
                "改变 {n_days} 天，调整 {n_moved} 项未了的时限，另有 {n} 项日期不变、不再是暂定。"
            ),
        },
        warnings,
        changes: preview
            .changes
            .into_iter()
            .map(|change| DayChangeRow {
                day: time::chinese_date(change.day),
                before: change.before,
                after: change.after,
            })
            .collect(),
        moved: preview
            .moved
            .into_iter()
            .take(SHOWN)
            .map(|moved| DueRow {
                ticket_no: ticket(moved.ticket_no),
                kind: moved.kind.label().to_owned(),
                unit: unit(moved.unit),
                from: due(moved.from),
                to: due(moved.to),
                note: String::new(),
            })
            .collect(),
        unmoved: preview
            .unmoved
            .into_iter()
            .take(SHOWN)
            .map(|owed| DueRow {
                ticket_no: ticket(owed.ticket_no),
                kind: owed.kind.label().to_owned(),
                unit: unit(owed.unit),
                from: due(owed.due_at),
                to: String::new(),
                note: owed.note,
            })
            .collect(),
        confirm,
        chrome,
    }
}
