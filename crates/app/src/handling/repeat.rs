//! 重复件: the same person brought the same matter before.

use huiyin_core::TicketNo;
use huiyin_workflow::Action;

use super::form::{ActionForm, FieldKind, FieldSpec};
use crate::application::App;
use crate::error::AppError;

pub(super) fn fields() -> Vec<FieldSpec> {
    vec![
        FieldSpec::new("of", "以前那一件的登记号", FieldKind::Text)
            .required()
            .hint("例如 GH2026-000123"),
        FieldSpec::words("reason", "认定重复的理由"),
    ]
}

pub(super) async fn parse(app: &App, form: &ActionForm) -> Result<Action, AppError> {
    let typed = form.needed("of", "以前那一件的登记号")?;
    let ticket_no = TicketNo::parse(&typed)
        .ok_or_else(|| AppError::invalid("of", "登记号看不懂，请写成 GH2026-000123 的样子"))?;
    // numbers are given without gaps, so that one exists is no secret
    let of = app
        .store()
        .read()
        .find_by_ticket(&ticket_no)
        .await?
        .ok_or_else(|| AppError::invalid("of", format!("没有登记号为 {ticket_no} 的事项")))?;
    Ok(Action::MarkRepeat {
        of,
        reason: form.needed("reason", "认定重复的理由")?,
    })
}
